"""The digest of the news as one page that opens from disk: every word escaped, no script."""

from __future__ import annotations

from pathlib import Path

from lodestock.programme.folders import check_new, write_whole
from lodestock.records.errors import InputError, Problem
from lodestock.report.digest_views import digest_finding, digest_markdown, digest_title, told_days
from lodestock.report.views import Document
from lodestock.web.html import policy_hash, read_static, render

__all__ = ["check_digest", "digest_page", "write_digest"]

_PAGES, _MARKDOWN = (".html", ".htm"), (".md", ".markdown")


def check_digest(file: Path, *, force: bool = False) -> None:
    """Refuse a file for the digest before anything is read.

    Parameters
    ----------
    file : to be written
    force : lets it be replaced

    Raises
    ------
    InputError : its ending is of neither kind; it is there already
    """
    if file.suffix.lower() not in (*_PAGES, *_MARKDOWN):
        raise InputError(Problem("--out", str(file), "ends in neither .md nor .html", "Name it so"))
    check_new(file, "--out", force=force)


def write_digest(document: Document, file: Path) -> Path:
    """Write the digest as Markdown or as a page, as the ending of the file says, and return its path.

    Parameters
    ----------
    document : of `lodestock watch digest`
    file : see `check_digest`

    Raises
    ------
    InputError : it cannot be written
    """
    is_page = file.suffix.lower() in _PAGES
    return write_whole(file, digest_page(document) if is_page else digest_markdown(document))


def digest_page(document: Document) -> str:
    """Return the digest as HTML.

    Parameters
    ----------
    document : of `lodestock watch digest`
    """
    style, days = read_static("style.css"), list(told_days(document))
    first = {t.id: f"{t.id}-{day}" for day, told in reversed(days) for t in told}
    return render(
        "digest.html",
        title=digest_title(document),
        finding=digest_finding(document),
        items=document["items"],
        columns=("proposed", "accepted", "rejected"),
        days=days,
        first=first,
        style=style,
        policy=f"default-src 'none'; style-src {policy_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'",
    )
