"""The view of sources that are not used today."""

from __future__ import annotations

from lodestock.report.source_charts import source_words
from lodestock.report.views import Block, Document, Head, Table, Words, cut, tonnes

__all__ = ["sources_view"]

_HEADS = (
    Head("source", is_number=False),
    Head("side", is_number=False),
    Head("t a year"),
    Head("requirement\nwith it, t"),
    Head("taken off, t"),
    Head("lawful", is_number=False),
    Head("first output", is_number=False),
)


def sources_view(document: Document) -> list[Block]:
    """Return the finding, a row a source with what it takes off the requirement, and why some are not sized.

    Parameters
    ----------
    document : the JSON object of `lodestock assess --sources`
    """
    rows = document["sources"]
    out: list[Block] = [Words(document["finding"], "finding")]
    if rows:
        body = tuple(
            (
                cut(source_words(r), 52),
                r["side"],
                tonnes(r["t_per_year"]),
                tonnes(r["requirement_t"]),
                tonnes(r["requirement_off_t"]),
                r["lawful"],
                r["first_output"] or "",
            )
            for r in rows
        )
        known = document.get("origins_known", True)
        unused = "not used today" if known else "not known to be used today"
        imports = f"{tonnes(document['imports_t'])} t a year imported, at the stage {document['form_stage']}"
        out.append(Table(f"Sources of {document['name']} that are {unused} ({imports})", _HEADS, body))
        if not known:
            words = "No table tells the origins of its imports (import_shares): some of these sources may be used today."
            out.append(Words(words, "note"))
        out.append(
            Words(
                "Each source is sized alone and as if it ran today; what several take off does not add up.",
                "note",
            )
        )
        out.append(Words("Side: own, at home; ally; other, neither ally nor adversary.", "note"))
    for why in dict.fromkeys(r["why"] for r in rows if r["why"]):
        named = ", ".join(source_words(r) for r in rows if r["why"] == why)
        out.append(Words(f"Not sized: {named}. {why}", "note"))
    assumed = ", ".join(f"{r['country_name']} ({r['stage']})" for r in rows if r["assumed"])
    if assumed:
        out.append(Words(f"Tonnes that rest on an assumed figure, told by --json: {assumed}.", "note"))
    for law in dict.fromkeys(r["law"] for r in rows if r["lawful"] != "yes"):
        answer = next(r["lawful"] for r in rows if r["law"] == law)
        out.append(Words(f"Lawful: {answer}, as {law}.", "note"))
    for stage in dict.fromkeys(r["stage"] for r in rows):
        off = [
            r["requirement_off_t"] for r in rows if r["stage"] == stage and r["requirement_off_t"] is not None
        ]
        if document["requirement_t"] and off and not any(off):
            words = (
                f"Sources at the stage {stage} change nothing on their own: another stage lets less through."
            )
            out.append(Words(words, "note"))
    if document.get("overlay_files"):
        number = len({f.partition("/")[0] for f in document["overlay_files"]})
        words = f"wrote the rows of {number} sources, a folder each: with the files of one in overlays/ of a project"
        out.append(Words(f"{words}, `lodestock size` gives the requirement told above", "note"))
    elif any(r["requirement_t"] is not None for r in rows):
        out.append(Words("--overlay DIR writes the rows of each source, to be sized in a project", "note"))
    return out
