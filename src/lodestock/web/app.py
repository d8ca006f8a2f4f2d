"""The application: a route for each page and its twins, pictures, tables, files of runs."""

from __future__ import annotations

import mimetypes
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from starlette.exceptions import HTTPException

from lodestock.programme.documents import dumps
from lodestock.programme.vintages import find_stale, stale_words
from lodestock.records.errors import InputError
from lodestock.records.version import __version__
from lodestock.report.live import live_spec
from lodestock.screens import PAGES, Page, Param, Query, Screen, Shelf, Shown, build_screen, show_page
from lodestock.screens.query import COMMON, LONGEST, MOST_VALUES
from lodestock.web.drawing import drawer
from lodestock.web.errors import AskedError, add_errors, raise_in_words
from lodestock.web.html import read_static, write_page

__all__ = ["make_app"]

_KEPT_BYTES = 100_000_000
"""Bytes of the answers that are kept."""

_CSV, _JSON, _HTML, _SVG = (
    "text/csv; charset=utf-8",
    "application/json",
    "text/html; charset=utf-8",
    "image/svg+xml",
)
_STATIC = {"style.css": "text/css", "live.js": "text/javascript"}
Params = tuple[Param, ...]


class _Answers:
    """Answers that are kept until anything changes that they follow from; each is made once, however many ask at once."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf, self._lock = shelf, threading.Lock()
        self._held: OrderedDict[str, tuple[object, Response]] = OrderedDict()
        self._making: dict[str, threading.Lock] = {}
        self._bytes = 0

    def __call__(self, request: Request, make: Callable[[], tuple[bytes | str, str]]) -> Response:
        """Return the answer of an address, made now where it is not kept."""
        place = f"{request.scope['path']}\n{request.url.query}"
        with self._lock:
            making = self._making.setdefault(place, threading.Lock())
        try:
            with making:
                state = self.shelf.state()
                held = self._held.get(place)
                if held is None or held[0] != state:
                    body, kind = make()
                    held = (state, Response(body, media_type=kind, headers={"cache-control": "no-cache"}))
                    self._keep(place, held)
                return held[1]
        finally:
            with self._lock:
                self._making.pop(place, None)

    def _keep(self, place: str, held: tuple[object, Response]) -> None:
        """Keep an answer, and let the oldest go while there are too many or they are too large."""
        with self._lock:
            old = self._held.pop(place, None)
            self._held[place] = held
            self._bytes += len(held[1].body) - (len(old[1].body) if old else 0)
            while len(self._held) > 1 and self._bytes > _KEPT_BYTES:
                self._bytes -= len(self._held.popitem(last=False)[1][1].body)


def make_app(shelf: Shelf) -> FastAPI:
    """Return the application that shows a project.

    Parameters
    ----------
    shelf : what is shown
    """
    app = FastAPI(
        title="lodestock",
        version=__version__,
        description="Pages of a stockpile programme; each has a JSON and a CSV twin.",
        docs_url=None,  # these pages would load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    answers = _Answers(shelf)
    add_errors(app)

    @app.get("/", include_in_schema=False)
    def start() -> Response:
        return RedirectResponse("/overview", status_code=307)

    @app.get("/static/vega.js", include_in_schema=False)
    def vega() -> Response:
        return _static(drawer.script(), "text/javascript")

    @app.get("/static/{name}", include_in_schema=False)
    def static(name: str) -> Response:
        if name not in _STATIC:
            raise HTTPException(404, f"There is no file {name}")
        return _static(read_static(name).encode(), _STATIC[name])

    @app.get(
        "/runs/{run}/files/{file:path}",
        responses=_responses("application/octet-stream"),
        name="file of a run",
    )
    def run_file(run: str, file: str) -> Response:
        kept = shelf.run(run)
        if kept is None or not (kept.has(file) or file == "run.json"):
            raise HTTPException(404, f"The project keeps no file {file} of a run {run}")
        if not (kept.run.folder / file).is_file():
            raise HTTPException(404, f"The file {file} of the run {run} is gone")
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        return FileResponse(kept.run.folder / file, media_type=kind, filename=file.rpartition("/")[2])

    for page in PAGES:
        _add_page(app, answers, page)
    return app


def _static(body: bytes, kind: str) -> Response:
    """Return a file that stays as it is as long as the version does."""
    return Response(body, media_type=kind, headers={"cache-control": "max-age=86400, immutable"})


def _add_page(app: FastAPI, answers: _Answers, page: Page) -> None:
    """Add the routes of a page: figures, tables, twins, and the page itself last, as its name may hold slashes."""
    shelf = answers.shelf
    chosen = [p.strip("{}").partition(":")[0] for p in page.path.split("/") if p.startswith("{")]
    drawing = (Param("bare", "1: without title and foot"), Param("live", "1: with tooltips and zoom"))

    def screen_of(request: Request, own: tuple[str, ...] = ()) -> tuple[Screen, Query]:
        pairs = [(k, v) for k, v in request.query_params.multi_items() if k not in own]
        query = Query.of(pairs)
        parts = {name: str(request.path_params[name]) for name in chosen}
        try:
            return build_screen(page, shelf, query, parts), query
        except InputError as error:
            raise_in_words(error, parts, query)

    def shown_of(request: Request) -> tuple[Shown, Query]:
        screen, query = screen_of(request)
        try:
            return show_page(screen, query), query
        except InputError as error:
            raise AskedError(422, error) from None

    def as_page(request: Request) -> Response:
        def make() -> tuple[str, str]:
            shown, query = shown_of(request)
            case = shelf.case
            project = {"folder": shelf.folder, "card": case.card.name, "as_of": case.card.as_of,
                       "dataset": case.dataset.hash[:12],
                       "warnings": [*stale_words(find_stale(case)), *map(str, case.dataset.doubts)]}  # fmt: skip
            return write_page(shown, request.scope["path"], query, page.params, project), _HTML

        return answers(request, make)

    def as_json(request: Request) -> Response:
        return answers(request, lambda: (dumps(shown_of(request)[0].screen.document), _JSON))

    def as_csv(request: Request) -> Response:
        def make() -> tuple[str, str]:
            shown, query = shown_of(request)
            if shown.whole is None or shown.screen.main is None:
                raise HTTPException(404, "The page has no table")
            return (shown.screen.main if query.one("page") else shown.whole).csv(), _CSV

        return answers(request, make)

    def as_table(request: Request) -> Response:
        def make() -> tuple[str, str]:
            name = request.path_params["table_name"]
            grid = screen_of(request)[0].grid(name)
            if grid is None:
                raise HTTPException(404, f"The page has no table {name}")
            return grid.csv(), _CSV

        return answers(request, make)

    def as_figure(request: Request) -> Response:
        def make() -> tuple[bytes | str, str]:
            name, form = request.path_params["figure"], request.path_params["form"]
            figure = screen_of(request, ("bare", "live"))[0].figure(name)
            if figure is None or form not in ("svg", "png", "json", "csv"):
                raise HTTPException(
                    404, f"The page has no figure {name} as {form}: there are svg, png, json and csv"
                )
            if form == "csv":
                return figure.grid.csv(), _CSV
            if form == "png":
                return drawer.draw(figure.spec(), "png"), "image/png"
            if form == "svg":
                return drawer.draw(figure.spec(), "svg", bare=request.query_params.get("bare") == "1"), _SVG
            live = request.query_params.get("live") == "1"
            return dumps(live_spec(figure.spec()) if live else figure.spec()), _JSON

        return answers(request, make)

    name = page.path.replace("{", "").replace("}", "").replace(":path", "").strip("/")

    def add(
        ending: str, answer: Callable[[Request], Response], kind: str, own: str = "", more: Params = ()
    ) -> None:
        """Add one route of the page."""
        named = [*chosen, *own.split()]
        app.add_api_route(
            page.path + ending,
            answer,
            methods=["GET"],
            name=f"{name} {kind}",
            responses=_responses(kind),
            openapi_extra=_parameters(page, named, more),
        )

    add("/figures/{figure}.{form}", as_figure, "image/svg+xml", "figure form", drawing)
    add("/tables/{table_name}.csv", as_table, "text/csv", "table_name")
    add(".json", as_json, "application/json")
    add(".csv", as_csv, "text/csv")
    add("", as_page, "text/html")


def _parameters(page: Page, chosen: list[str], more: Params = ()) -> dict[str, Any]:
    """Return the parameters of a route for OpenAPI."""
    out: list[dict[str, Any]] = [
        {"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in chosen
    ]
    for p in (*page.params, *COMMON, *more):
        one = {"type": "string", "maxLength": LONGEST}
        schema = {"type": "array", "items": one, "maxItems": MOST_VALUES} if p.is_list else one
        out.append({"name": p.name, "in": "query", "description": p.meaning, "schema": schema})
    return {"parameters": out}


def _responses(kind: str) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route for OpenAPI."""
    return {
        200: {"description": "what is asked for", "content": {kind.partition(";")[0]: {}}},
        404: {"description": "something that is not there, in words"},
        422: {"description": "a parameter that cannot be, in words"},
        503: {"description": "a file of the project that cannot be read, in words"},
    }
