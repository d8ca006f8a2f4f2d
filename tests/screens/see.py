"""Build a screen as an address asks for it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from lodestock.screens import PAGES, Query, Screen, Shelf, build_screen


def see(shelf: Shelf, path: str, query: str = "", **parts: str) -> Screen:
    """Build the screen of a page by its path and the parameters of an address."""
    page = next(p for p in PAGES if p.path == path)
    return build_screen(page, shelf, Query.of(parse_qsl(query)), parts)
