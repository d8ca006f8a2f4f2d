"""Who may ask, and what every answer carries: one-time token, host, limits, security headers."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import cookie_parser

__all__ = ["POLICY", "Gate"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Content security policy: nothing inline, nothing from elsewhere."""

_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)

_LONGEST_PATH, _LONGEST_QUERY = 1_000, 2_000
"""Bytes of an address."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Gate:
    """Lets in who shows the token once, or the cookie that it was changed for.

    Parameters
    ----------
    app : what answers
    port : on which it listens
    token : of the address that the command prints; a new one where None
    """

    def __init__(self, app: App, port: int, token: str | None = None) -> None:
        self.app, self.port = app, port
        self.token: str | None = token or secrets.token_urlsafe(24)
        self._session = secrets.token_urlsafe(32)
        self._cookie = f"lodestock_{port}"
        names = ("127.0.0.1", "localhost")
        self._hosts = {f"{name}:{port}".encode() for name in names}
        if port == 80:  # browsers leave it out
            self._hosts |= {name.encode() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in message.get("headers", ())}
                message["headers"] = [
                    *message.get("headers", ()),
                    *(h for h in _HEADERS if h[0] not in names),
                ]
            await send(message)

        status, words, more = self._judge(scope)
        if status == 200:
            await self.app(scope, receive, guarded)
        else:
            await _say(guarded, status, words, more)

    def _judge(self, scope: Scope) -> tuple[int, str, list[tuple[bytes, bytes]]]:
        """Return 200 where a request may pass; else the status, the words and the headers of the answer."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 421, f"This program answers only to 127.0.0.1:{self.port} and localhost:{self.port}.", []
        query: bytes = scope["query_string"]
        if (
            len(scope.get("raw_path") or scope["path"].encode()) > _LONGEST_PATH
            or len(query) > _LONGEST_QUERY
        ):
            return 414, f"The address is too long: {_LONGEST_QUERY:,} bytes of parameters are the most.", []
        known = self._knows(headers.get(b"cookie", b""))
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        shown = [v for k, v in pairs if k == "token"]
        if shown and scope["method"] == "GET":
            if not known and not self._takes(shown[-1]):
                return (
                    403,
                    self._lost("This address was used already, or is not the one that was printed."),
                    [],
                )
            rest = urlencode([(k, v) for k, v in pairs if k != "token"])
            path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").split("?")[0]
            place = "/" + path.lstrip("/\\") + (f"?{rest}" if rest else "")
            cookie = f"{self._cookie}={self._session}; HttpOnly; SameSite=Lax; Path=/"
            return 303, "", [(b"location", place.encode("latin-1")), (b"set-cookie", cookie.encode())]
        if not known:
            return 403, self._lost("Nobody has let you in."), []
        return 200, "", []

    def _knows(self, text: bytes) -> bool:
        """Say whether a request shows the cookie."""
        found = cookie_parser(text.decode("latin-1")).get(self._cookie, "")
        return secrets.compare_digest(found.encode(), self._session.encode())

    def _takes(self, shown: str) -> bool:
        """Say whether a token is the one that was printed; it counts once."""
        held, right = self.token, False
        if held is not None:
            right = secrets.compare_digest(shown.encode(), held.encode())
        if right:
            self.token = None
        return right

    def _lost(self, why: str) -> str:
        return f"{why} Open the address that `lodestock web` printed; it counts once. To get a new one, start it again."


async def _say(send: Send, status: int, words: str, more: list[tuple[bytes, bytes]]) -> None:
    """Answer with a plain sentence."""
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()),
               (b"cache-control", b"no-store"), *more]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
