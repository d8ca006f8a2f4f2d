"""The page of the digest: whole, without scripts, every word escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from lodestock.programme.desk import Place
from lodestock.programme.digest import digest_document
from lodestock.programme.project import new_project
from lodestock.records.errors import InputError
from lodestock.records.text import visible
from lodestock.web.digest import check_digest, digest_page, write_digest
from tests.programme.test_digest import decided


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    place = Place(new_project(tmp_path_factory.mktemp("digest") / "p"))
    decided(place)
    return digest_document(place)


class _Tags(HTMLParser):
    """Which tags stand in a page, and where its links and anchors lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        told = {k: v or "" for k, v in attrs}
        assert not any(name.startswith("on") for name in told)
        self.links += [told["href"]] if "href" in told and tag == "a" else []
        self.anchors += [told["id"]] if "id" in told else []


def test_the_page_runs_nothing_and_shows_words_as_they_are(document: dict[str, Any]) -> None:
    page = digest_page(document)
    tags = _Tags(page)
    assert not tags.names & {"script", "img", "iframe", "i", "b", "old"} and visible(page) == page
    assert "rejected by ann: too &lt;old&gt;" in page and "a, T &lt;i&gt;, published 2025-10-09" in page
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'".replace("'", "&#39;") in page


def test_every_link_leads_to_a_place_on_the_page(document: dict[str, Any]) -> None:
    tags = _Tags(digest_page(document))
    assert {"#w1-2025-10-08", "#d2025-10-08"} <= set(tags.links)
    assert {link.removeprefix("#") for link in tags.links} <= set(tags.anchors)
    assert len(set(tags.anchors)) == len(tags.anchors)


def test_the_ending_says_what_is_written(document: dict[str, Any], tmp_path: Path) -> None:
    assert write_digest(document, tmp_path / "d.html").read_text(encoding="utf-8") == digest_page(document)
    assert (
        write_digest(document, tmp_path / "d.md").read_text(encoding="utf-8").startswith("# All news so far")
    )
    with pytest.raises(InputError, match=r"d\.md': is there already\. Give another name, or --force\."):
        check_digest(tmp_path / "d.md")
    check_digest(tmp_path / "d.md", force=True)
    with pytest.raises(InputError, match=r"d\.pdf': ends in neither \.md nor \.html\. Name it so\."):
        check_digest(tmp_path / "d.pdf")
    with pytest.raises(InputError, match="cannot be read or written"):
        write_digest(document, tmp_path / "none" / "d.md")
