"""Errors as answers: what is wrong, and what to do, never a traceback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from lodestock.programme.documents import dumps
from lodestock.records.errors import InputError, LodestockError, Problem
from lodestock.screens import Query
from lodestock.web.html import write_error

__all__ = ["AskedError", "add_errors", "raise_in_words"]

_HTML, _JSON = "text/html; charset=utf-8", "application/json"


class AskedError(Exception):
    """An address asks for something that is not there, or that cannot be.

    Attributes
    ----------
    status : 404 where the path does, 422 where a parameter does
    error : what is wrong
    """

    def __init__(self, status: int, error: InputError) -> None:
        super().__init__(str(error))
        self.status, self.error = status, error


def raise_in_words(error: InputError, parts: Mapping[str, str], query: Query) -> NoReturn:
    """Raise an error of a page as one of its path, of a parameter, or of the project.

    Parameters
    ----------
    parts : the parts of the path that are chosen
    query : the parameters

    Raises
    ------
    AskedError : the path or a parameter is wrong
    InputError : neither of them: a file of the project
    """
    given = {*query.values, *(v for some in query.values.values() for v in some)}
    values = {p.value for p in error.problems} - {""}
    places = {p.place.lstrip("-") for p in error.problems}
    if any(value in part for value in values - given for part in parts.values()):
        raise AskedError(404, error) from None
    if values & given or places & set(query.values):
        raise AskedError(422, error) from None
    raise error


def add_errors(app: FastAPI) -> None:
    """Answer every error with words: what is wrong, and what to do."""

    def say(request: Request, status: int, title: str, problems: tuple[Problem, ...]) -> Response:
        told = [
            {"place": p.place, "value": p.value, "reason": p.reason, "remedy": p.remedy} for p in problems
        ]
        if request.url.path.endswith(".json"):
            return Response(dumps({"error": title, "problems": told}), status, media_type=_JSON)
        return Response(write_error(status, title, told), status, media_type=_HTML)

    @app.exception_handler(AskedError)
    def asked(request: Request, error: AskedError) -> Response:
        title = "That is not there" if error.status == 404 else "The address asks for what cannot be"
        return say(request, error.status, title, error.error.problems)

    @app.exception_handler(LodestockError)
    def unreadable(request: Request, error: LodestockError) -> Response:
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
