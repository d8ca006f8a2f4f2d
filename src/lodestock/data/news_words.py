"""The word tables by which news is read: closed lists, names, acts and what they mean together, as data."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from lodestock.records.news import NewsWords

__all__ = ["read_news_words"]


@cache
def read_news_words() -> NewsWords:
    """Return the word tables by the name of their file in `data/words/news`."""
    folder = resources.files("lodestock.data").joinpath("words", "news")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".csv")), key=lambda f: f.name)
    return {
        f.name.removesuffix(".csv"): tuple(csv.DictReader(f.read_text(encoding="utf-8").splitlines()))
        for f in files
    }
