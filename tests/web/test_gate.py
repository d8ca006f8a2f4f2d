"""Who is let in: the token counts once, the host is checked, every answer carries the policy."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from lodestock.web.gate import POLICY, Gate

HOME = "http://127.0.0.1:8765"


async def hello(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


def ask(gate: Gate, *paths: str, cookies: dict[str, str] | None = None, **told: Any) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=gate)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url=HOME, cookies=cookies) as client:
            return [await client.get(p, **told) for p in paths]

    with ThreadPoolExecutor(1) as other:  # a browser of other tests may hold the loop of this thread
        return other.submit(asyncio.run, run()).result()


def test_the_token_counts_once_and_its_cookie_from_then_on() -> None:
    gate = Gate(hello, 8765, "secret")
    first, page, again = ask(gate, "/plan?token=secret&sort=-usd", "/plan", "/plan?token=secret")
    assert first.status_code == 303 and first.headers["location"] == "/plan?sort=-usd"
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and cookie.startswith("lodestock_8765=")
    assert page.status_code == 200 and page.text == "hello"
    assert again.status_code == 303  # who is known already is only sent on
    stranger, other = ask(gate, "/plan?token=secret", "/plan")
    assert (
        stranger.status_code == 403
        and "counts once" in stranger.text
        and "set-cookie" not in stranger.headers
    )
    assert other.status_code == 403 and "start it again" in other.text


@pytest.mark.parametrize(
    "path", ["/?token=", "/?token=wrong", "/?token=secre", "/?token=secret%00", "/?token=secr%C3%A9t", "/"]
)
def test_a_wrong_token_is_refused_and_uses_nothing_up(path: str) -> None:
    gate = Gate(hello, 8765, "secret")
    assert ask(gate, path)[0].status_code == 403
    assert ask(gate, "/?token=secret")[0].status_code == 303


def test_a_cookie_of_another_program_on_this_machine_does_no_harm() -> None:
    gate = Gate(hello, 8765, "secret")
    held = ask(gate, "/?token=secret")[0].headers["set-cookie"].partition(";")[0]
    found = ask(gate, "/", headers={"cookie": f'foo={{"a": 1}}; {held}; bar'})
    assert found[0].status_code == 200


@pytest.mark.parametrize("value", ["", "wrong", "é", '"', "a" * 5000])
def test_a_forged_cookie_is_refused(value: str) -> None:
    gate = Gate(hello, 8765, "secret")
    found = ask(gate, "/", headers={"cookie": f"lodestock_8765={value}".encode()})
    assert found[0].status_code == 403


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example", ""],
)
def test_another_host_is_refused_even_with_the_token(host: str) -> None:
    gate = Gate(hello, 8765, "secret")
    assert ask(gate, "/?token=secret", headers={"host": host})[0].status_code == 421
    assert ask(gate, "/?token=secret", headers={"host": "LOCALHOST:8765"})[0].status_code == 303


def test_every_answer_carries_the_policy() -> None:
    gate = Gate(hello, 8765, "secret")
    for answer in ask(gate, "/", "/?token=secret", "/", f"/?{'a' * 3000}"):
        assert answer.headers["content-security-policy"] == POLICY, answer.status_code
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    for forbidden in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert forbidden not in POLICY


def test_a_long_address_is_refused() -> None:
    gate = Gate(hello, 8765, "secret")
    long_query, long_path = ask(gate, f"/?token=secret&a={'b' * 2000}", "/" + "a" * 1001)
    assert long_query.status_code == long_path.status_code == 414


def test_nobody_is_sent_to_another_machine() -> None:
    gate = Gate(hello, 8765, "secret")
    assert ask(gate, f"{HOME}//evil.example/x?token=secret")[0].headers["location"] == "/evil.example/x"
