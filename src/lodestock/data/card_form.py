"""The form of a scenario card: its keys, their types and bounds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from lodestock.records.scenario import CLASSES, REGIMES

__all__ = ["CardForm", "card_schema"]

Nothing = Literal["none"]
Number = Annotated[float, Field(strict=True, ge=-1e6, le=1e6)]  # more is a slip, and overflows in sums
"""A plain YAML number: neither a quoted number nor `true`."""
Positive = Annotated[float, Field(strict=True, ge=0, le=1e6)]
Count = Annotated[int, Field(strict=True)]
Day = Annotated[date, Field(strict=True), BeforeValidator(lambda v: _day(v))]
Series = Annotated[
    tuple[Number, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, (int, float)) and not isinstance(v, bool) else v),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]}),
]
"""One number for every year, or a list with one per year."""
Share = Annotated[float, Field(strict=True, ge=0, le=1)]
Words = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: _words(v)),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""One word, or several in a list."""
Held = Annotated[
    tuple[Literal["ban-or-pending", "standing-licence", "end-use-rule"], ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v),
]
"""Kinds of controls that a truce suspends, see `lodestock.records.scenario.HELD`."""


def _day(value: Any) -> Any:
    """Return a quoted day as a date; return anything else unchanged, for pydantic to refuse."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _words(value: Any) -> Any:
    """Return one word as a list of one, and `all` in any letter case in small letters."""
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list):
        return value
    return tuple("all" if isinstance(w, str) and w.casefold() == "all" else w for w in words)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


class HorizonForm(_Strict):
    quarters: Count = Field(ge=1, le=80, description="Length of the horizon.")
    window: tuple[str, str] = Field(description="First and last quarter in which money may be obligated.")


class RegimeForm(_Strict):
    start: Literal["normal", "coercion", "crisis"] = "normal"
    path: Literal["pinned", "drawn"] = "pinned"
    rates: dict[Literal["normal", "coercion", "crisis", "war"], tuple[Number, ...]] | None = Field(
        default=None,
        description=f"Rates per year from the key to {', '.join(REGIMES)}; without it those of scenario_generator.",
    )


class WarForm(_Strict):
    start: Words = Field(description="A quarter, several with equal odds, or `drawn`.")
    quarters: Count = Field(ge=1, le=80)
    recovery: Count = Field(ge=0, le=80)


class SpanForm(_Strict):
    since: str = Field(alias="from")
    until: str = Field(alias="to")


class DamageForm(_Strict):
    group: str
    by_year: Series


class CountriesForm(_Strict):
    adversary: Series
    ally: Series
    other: Series
    damage: DamageForm
    draw: Literal["none", "beta"] = "none"


class BarredForm(_Strict):
    demand_class: str = Field(alias="class")
    group: str
    since: str = Field(alias="from")


class ControlForm(_Strict):
    countries: Annotated[Words, Field(min_length=1)]
    materials: Annotated[Words, Field(min_length=1)] = ("all",)
    demand_class: Annotated[Words, Field(min_length=1)] = Field(default=("all",), alias="class")
    cut: Share
    since: str = Field(alias="from")
    quarters: Count = Field(ge=1, le=80)


class TruceForm(_Strict):
    countries: Annotated[Words, Field(min_length=1)]
    kinds: Annotated[Held, Field(min_length=1)] = ("ban-or-pending", "standing-licence", "end-use-rule")
    since: str = Field(alias="from")
    quarters: Annotated[int, Field(strict=True, ge=1, le=80)] | Literal["for good"]


class ControlsForm(_Strict):
    events: Literal["known", "none"] = "none"
    without: Words = ()
    suspensions: Literal["drawn", "lapse"] = Field(
        default="drawn",
        description="Where truces are drawn: whether suspended controls return by chance or surely.",
    )
    announcements: Literal["drawn", "none"] = "none"
    rates: Literal["drawn", "fixed"] = Field(
        default="drawn", description="Whether rates of announcements and truces are drawn once a scenario."
    )
    baskets: Literal["families", "mixed"] = "families"
    truces: Literal["drawn", "none"] = "none"
    pinned_truces: tuple[TruceForm, ...] = ()
    pinned: tuple[ControlForm, ...] = ()


class ClosureForm(_Strict):
    countries: Annotated[Words, Field(min_length=1)]
    cut: Share
    since: str = Field(alias="from")
    quarters: Count = Field(ge=1, le=80)


class ShippingForm(_Strict):
    routes: Literal["drawn", "none"] = "none"
    pinned: tuple[ClosureForm, ...] = ()


class RedirectForm(_Strict):
    normal: Positive
    coercion: Positive
    crisis: Positive
    war: Positive
    recovery: Positive


class ThriftForm(_Strict):
    after: Count = Field(ge=0, le=80, description="Quarters of a control or a war after which users save.")
    saving: dict[str, Share]


class ValueForm(_Strict):
    omega: dict[str, Number]


class CardForm(_Strict):
    """A scenario file."""

    name: str = Field(pattern=r"\S")
    assumes: str = Field(default="", description="What the card assumes, and from which source.")
    as_of: Day
    horizon: HorizonForm
    regime: RegimeForm = RegimeForm()
    war: WarForm | Nothing
    emergency: SpanForm | Nothing = "none"
    countries: CountriesForm
    barred: BarredForm | Nothing
    controls: ControlsForm | Nothing
    shipping: ShippingForm | Nothing
    redirect: RedirectForm
    technical_loss: Literal["none", "drawn"]
    decay: Literal["none", "by_form"]
    own_ramp: Series
    growth: dict[str, Number] | Nothing
    demand: dict[str, Series]
    thrift: ThriftForm | Nothing = "none"
    release: dict[str, Literal["always", "emergency", "never"]]
    value: ValueForm


def card_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file.

    `extends` names the card that a card starts from. Keys that the other card gives may be left out, so keys
    are required only in the entries of `pinned` and `pinned_truces`.
    """
    schema = CardForm.model_json_schema(by_alias=True)
    for name, part in (("", schema), *schema["$defs"].items()):
        if name not in ("ControlForm", "ClosureForm", "TruceForm"):
            part.pop("required", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["extends"] = {"type": "string", "description": "A bundled card or a YAML file."}
    schema["description"] = f"A scenario file. Demand classes: {', '.join(CLASSES)}."
    return schema
