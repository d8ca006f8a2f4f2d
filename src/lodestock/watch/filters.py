"""What is no news: history and opinion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from lodestock.watch.lexicon import word_set
from lodestock.watch.page import Page, Part

__all__ = ["is_news", "is_old"]

_RECENT = timedelta(days=123)
"""A decision older than this at publication is history."""


_OTHER = word_set("until from by since before after")
"""Leads of days that are not those on which something happened."""


def is_news(parts: Sequence[Part]) -> bool:
    """Say whether a sentence can tell an event, which an opinion does not.

    Parameters
    ----------
    parts : its clauses
    """
    return not any(m.value == "opinion" for p in parts for m in p.modes)


def is_old(page: Page, part: Part) -> bool:
    """Say whether a clause tells of what happened too long before publication.

    Parameters
    ----------
    page : of the clause
    part : clause
    """
    if page.published is None:
        return False
    happened = [d for d in part.days if d.lead not in _OTHER and not d.vague]
    ends = [d.last for d in happened if d.last is not None]
    return bool(ends) and max(ends) < page.published - _RECENT
