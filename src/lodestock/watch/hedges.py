"""Words before and behind a figure that say how exact it is: ceilings, floors, estimates, sums over several."""

from __future__ import annotations

import re

from lodestock.watch.tails import Tails, WordTables, last_word, left_of, word_set

__all__ = ["Hedges", "strongest"]

_ORDER = ("range", "combined", "up_to", "at_least", "about", "exact")
"""Qualifiers; the first that applies wins."""

# Directly before the figure; the phrases of the vocabulary are added.
_BEFORE = {
    "combined": "combined;combined total of;combined value of;combined sum of;joint",
    "up_to": "up to;up to and including;as much as;as many as;as high as;as large as;at most;at the most;no more than"
    ";not more than;no greater than;not over;may not exceed;cannot exceed;never exceed;to exceed;not exceeding;maximum"
    ";maximum of;max;capped at;cap of;ceiling of;limit of;limited to;restricted to;less than;fewer than;under;below"
    ";potentially;potential;could still total;could still reach;could eventually reach;<;≤",
    "at_least": "at least;more than;over;just over;well over;a little over;slightly over;slightly more than;above"
    ";a little more than;slightly above;not less than;no less than;no fewer than;not fewer than;upwards of;upward of"
    ";north of;minimum;minimum of;floor of;exceeding;exceeds;exceed;exceeded;in excess of;beyond;starting at;>;≥",
    "about": "about;around;roughly;some;nearly;almost;close to;close on;approximately;approx;estimated;an estimated"
    ";circa;ca;c;just under;just below;just short of;just shy of;shy of;slightly less than;slightly under"
    ";slightly below;a little under;a little less than;a little below;not quite;in the region of;in the order of"
    ";of the order of;on the order of;something like;estimated at;put at;rounded to;reckoned at;more or less;or about"
    ";~;≈;±",
}
_MODALS = ("could", "may", "might", "can")
_RISES = (
    "reach",
    "rise to",
    "total",
    "be worth",
    "run to",
    "grow to",
    "climb to",
    "come to",
    "amount to",
    "increase to",
    "go to",
)

# Nouns and verbs that may stand a few words before the figure, with one of `_LINKS` directly before it.
_HEADS = {
    **dict.fromkeys(
        ("ceiling", "cap", "caps", "capped", "capping", "limit", "limits", "limited", "limiting", "maximum"),
        "up_to",
    ),
    **dict.fromkeys(("minimum", "floor"), "at_least"),
    **dict.fromkeys(("combined", "together", "jointly"), "combined"),
}
_HAS_HEAD = re.compile("ceiling|cap|limit|maximum|minimum|floor|combined|together|jointly")
_LINKS = word_set(
    "of at is was are were to be worth stands set remains total totalling received receive get got cost pay paid win won"
    " gave give invest invested commit committed provide provided lend lent put"
)
_GLUE = word_set("another further additional extra a an total equivalent sum worth")
_OF = word_set("total equivalent sum")
_MATTERS = word_set(
    "talks dispute disputes row fight feud clash concern concerns question questions doubts worries news details"
)
_STOP = re.compile(r"[,;:.!?()\[\]—–]")
_REACH = 90

_BEHIND = re.compile(
    r"(?:\sof(?:\s[\w'’-]{1,30}){1,3}?|\sin\s[\w-]{1,30})?(?:"
    r"(?P<combined>,?\s(?:combined(?!\swith)|between\sthem|altogether|all\stold|jointly|together(?!\swith)"
    r"|in\s(?:total|all)\s(?:for|to|from|between|among))\b)"
    r"|(?P<up_to>,?\s(?:at\s(?:the\s)?most|or\s(?:less|fewer|below)|tops|maximum|max)\b)"
    r"|(?P<at_least>,?\s(?:(?:or|and)\s(?:more|above|over|upwards?)|at\s(?:the\s(?:very\s)?)?least|at\sa\sminimum|minimum"
    r"|plus(?=[.,;)]|\Z))\b|-?\+|-plus\b)"
    r"|(?P<about>,?\s(?:or\s(?:so|thereabouts?)|more\sor\sless|give\sor\stake)\b))"
    r"(?!\s(?:[\d$€£¥]|[A-Z]{1,3}\$|(?:half|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b))",
    re.IGNORECASE,
)


def strongest(qualifiers: set[str]) -> str:
    """Return the qualifier that wins among those that apply, `exact` if none does."""
    return next((q for q in _ORDER if q in qualifiers), "exact")


class Hedges:
    """The words of qualifiers, ready to be looked for on both sides of a figure.

    Parameters
    ----------
    words : the word tables; the rows of the field qualifier in the vocabulary are used
    """

    def __init__(self, words: WordTables) -> None:
        """Gather the phrases."""
        phrases = {p: q for q, text in _BEFORE.items() for p in text.split(";")}
        phrases |= {f"{modal} {rise}": "up_to" for modal in _MODALS for rise in _RISES}
        for row in words["vocabulary"]:
            if row["field"] == "qualifier" and row["value"] in _BEFORE:
                phrases |= {
                    p.lower(): row["value"] for p in row["aliases"].split(";") if p and p != "together"
                }
        self._tails = Tails(phrases)
        self._last = {last_word(p) for p in phrases} | _GLUE | _LINKS

    def before(self, text: str, at: int, floor: int) -> tuple[set[str], int]:
        """Return the qualifiers that stand before a place, and where their first word begins.

        Parameters
        ----------
        text : any text
        at : where the figure begins
        floor : how far back may be looked, the end of the figure before
        """
        words = left_of(text, floor, at, _REACH)
        found: set[str] = set()
        if last_word(words) not in self._last:
            return found, at
        start, rest = at, words.rstrip()
        while rest:
            if (hit := self._tails.find(rest)) is not None:
                if last_word(rest[: -hit[1]]) in _MATTERS:  # "a dispute over $5m"
                    break
                found.add(hit[0])
                rest = rest[: -hit[1]]
                start = at - len(words) + len(rest)
                rest = rest.rstrip()
                continue
            word = rest[rest.rfind(" ") + 1 :]
            if word in ("a", "an", "the") and start < at:
                start = at - len(words) + len(rest) - len(word)
            elif word in ("a", "an") and rest == words.rstrip():
                break  # "under a $5m contract"
            elif word not in _GLUE and not (word == "of" and last_word(rest[:-2]) in _OF):
                break
            rest = rest[: -len(word)].rstrip()
        if not found & {"up_to", "at_least", "combined"}:
            clause = words if start == at else rest
            if (head := self._head(clause)) is not None:
                found.add(head[0])
                start = at - len(words) + head[1]
        return found, start

    @staticmethod
    def _head(words: str) -> tuple[str, int] | None:
        """Return the qualifier of a word such as ceiling a few words back in the same clause, and where it stands."""
        if last_word(words) not in _LINKS or _HAS_HEAD.search(words) is None:
            return None
        begin = max((m.end() for m in _STOP.finditer(words)), default=0)
        near = list(re.finditer(r"\S+", words[begin:]))[-8:]
        for back, token in enumerate(reversed(near)):
            word = token.group()
            if any(c.isdigit() for c in word) and not word.startswith("20"):
                return None
            if (qualifier := _HEADS.get(word)) is not None:
                if qualifier == "combined" and (back > 3 or near[len(near) - back].group() == "with"):
                    return None
                return qualifier, begin + token.start()
        return None

    @staticmethod
    def behind(text: str, at: int) -> tuple[str, int] | None:
        """Return the qualifier that stands behind a place, and where it ends."""
        hit = _BEHIND.match(text, at)
        return None if hit is None or hit.lastgroup is None else (hit.lastgroup, hit.end())
