"""Errors as answers: what is wrong, and what to do, never a traceback."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from lodestock.programme.documents import dumps
from lodestock.records.errors import InputError, LodestockError, Problem
from lodestock.web.html import write_error

__all__ = ["NotThereError", "add_errors", "is_about"]

_HTML, _JSON = "text/html; charset=utf-8", "application/json"


class NotThereError(Exception):
    """Something in the path of an address is not there."""

    def __init__(self, error: InputError) -> None:
        super().__init__(str(error))
        self.error = error


def is_about(error: InputError, parts: Mapping[str, str], given: Collection[str]) -> bool:
    """Say whether an error is about a part of the path, not about a parameter.

    Parameters
    ----------
    parts : the parts of the path that are chosen
    given : values of the parameters
    """
    values = {p.value for p in error.problems} - {"", *given}
    return any(value in part for value in values for part in parts.values())


def add_errors(app: FastAPI) -> None:
    """Answer every error with words: what is wrong, and what to do."""

    def say(request: Request, status: int, title: str, problems: tuple[Problem, ...]) -> Response:
        told = [
            {"place": p.place, "value": p.value, "reason": p.reason, "remedy": p.remedy} for p in problems
        ]
        if request.url.path.endswith(".json"):
            return Response(dumps({"error": title, "problems": told}), status, media_type=_JSON)
        return Response(write_error(status, title, told), status, media_type=_HTML)

    @app.exception_handler(NotThereError)
    def not_there(request: Request, error: NotThereError) -> Response:
        return say(request, 404, "That is not there", error.error.problems)

    @app.exception_handler(LodestockError)
    def wrong(request: Request, error: LodestockError) -> Response:
        if isinstance(error, InputError) and not any(
            ".csv" in p.place or ".yaml" in p.place for p in error.problems
        ):
            return say(request, 422, "The address asks for what cannot be", error.problems)
        return say(request, 503, "A file of the project cannot be read", error.problems)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        remedy = "Choose a page above" if error.status_code == 404 else ""
        title = {404: "That is not there", 405: "These pages are only read"}.get(
            error.status_code, "This cannot be"
        )
        detail = "no page has this address" if error.detail == "Not Found" else str(error.detail)
        answer = say(request, error.status_code, title, (Problem(request.url.path, "", detail, remedy),))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        reason = f"the program failed on this page ({type(error).__name__}); what it was is on the terminal"
        problem = Problem(request.url.path, "", reason, "Please report it with that text")
        return say(request, 500, "The program has a fault", (problem,))
