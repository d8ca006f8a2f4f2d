"""Results in Python: the document, frames and pictures of an answer, shown and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodestock.programme.folders import prepare_folder
from lodestock.programme.write import Answer, place_output
from lodestock.records.errors import InputError, Problem, nearest
from lodestock.records.text import visible
from lodestock.report import Block, Chart, write_html

if TYPE_CHECKING:
    import pandas
    import polars as pl

__all__ = ["Result"]

_WIDTH = 200


class Result:
    """An answer of one of the functions of `lodestock`.

    Attributes
    ----------
    document : the same JSON object as that of the command
    value : what it was made from: arrays and frames of a sizing, a plan; None where there is no more than the document
    """

    def __init__(
        self,
        answer: Answer,
        view: Callable[[dict[str, Any]], Iterable[Block]],
        index: Mapping[str, Any],
    ) -> None:
        self.document, self.value = answer.document, answer.value
        self._output, self._view, self._index = answer.output, view, index

    @property
    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Frames by name, made when they are first asked for; their columns: docs/reference/results.md."""
        return self._output.frames

    @property
    def pictures(self) -> list[str]:
        """Names of the pictures that `plot` draws."""
        return list(self._output.pictures)

    def plot(self, name: str) -> Chart:
        """Return a picture, which a notebook shows; its `spec` is Vega-Lite.

        Raises
        ------
        InputError : no picture has that name
        """
        if name not in self._output.pictures:
            known = nearest(name, self.pictures) if self.pictures else "This result has no picture"
            raise InputError(Problem("plot", name, "is no picture of this result", known))
        return Chart(name, self._output.pictures[name])

    def to_pandas(self, name: str) -> pandas.DataFrame:
        """Return a frame as one of pandas, where pandas is installed.

        Raises
        ------
        InputError : no frame has that name; pandas is not installed
        """
        if name not in self.frames:
            known = nearest(name, list(self.frames)) if self.frames else "This result has no frame"
            raise InputError(Problem("to_pandas", name, "is no frame of this result", known))
        try:
            import pandas
        except ImportError:
            remedy = "Install it with `pip install pandas`, or take result.frames, which are polars"
            raise InputError(
                Problem("to_pandas", name, "needs pandas, which is not installed", remedy)
            ) from None
        frame = self.frames[name]
        return pandas.DataFrame({column: frame[column].to_list() for column in frame.columns})

    def save(self, folder: str | Path, *, force: bool = False) -> list[Path]:
        """Write documents, frames and pictures into a folder, whole or not at all; return the files.

        Parameters
        ----------
        folder : is made; one that holds something is refused
        force : lets the folder hold something already

        Raises
        ------
        InputError : see `lodestock.programme.folders.prepare_folder`
        """
        place = prepare_folder(Path(folder), force=force)
        return [place / name for name in place_output(place, self._output, self._index)]

    def __repr__(self) -> str:
        """Say in one line what it answers, and the finding."""
        head = self.document
        card = f" of {head['card']}" if head.get("card") else ""
        text = f"<{head['command']}{card}: {head.get('finding') or head.get('word') or 'see .document'}>"
        return visible(text if len(text) <= _WIDTH else text[: _WIDTH - 4] + "...>")

    def _repr_html_(self) -> str:
        """Show the finding and the headline table in a notebook."""
        return write_html(self._view(self.document))
