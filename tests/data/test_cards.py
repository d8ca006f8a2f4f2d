from __future__ import annotations

import json
import os
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml

from lodestock.data import card_names, card_schema, load_card
from lodestock.programme.project import Case
from lodestock.records.errors import InputError
from lodestock.size import build_hazard, read_inputs

ROOT = Path(__file__).parent.parent.parent


def card(tmp_path: Path, text: str, name: str = "mine.yaml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_bundled_cards_are_as_the_method_prints_them() -> None:
    war = ["base-war", "base-war-mild"]
    stress = ["china-stop-12m", "drc-ban", "strait-closure", "two-blocs"]
    drawn = ["coercion-only", "mixture", "normal-only", "october-2025", "today", "truce-ends"]
    assert card_names() == sorted(["quiet", *war, *stress, *drawn])
    cards = [load_card(name) for name in card_names()]
    assert all(c.assumes for c in cards)
    assert {c.name for c in cards if not (c.random or c.controls or c.closures)} == {*war, "quiet"}
    assert {c.name for c in cards if c.random} == set(drawn)
    base = load_card("base-war")
    assert base.availability["adversary"] == (0, 0, 0, 0.25)
    assert base.demand["defence"] == (2.0, 1.3, 1.3, 1.3)
    assert (base.war_quarter, base.buy_quarters, list(base.emergency)) == (8, 6, list(range(8, 24)))
    assert base.war_quarter == 8 and base.emergency == tuple(range(8, 24))


def test_a_card_that_changes_nothing_hashes_alike(tmp_path: Path) -> None:
    base = load_card("base-war")
    assert load_card(card(tmp_path, "extends: base-war\n")).hash == base.hash
    assert load_card("base-war-mild").hash != base.hash


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends: base-war\nrelaese: {}\n", r"mine\.yaml:2 relaese = 'relaese': is not a key.*'release'"),
        (
            "extends: base-war\nwar: {start: 2030Q4}\n",
            r"mine\.yaml:2 war\.start = '2030Q4': war and recovery fill",
        ),
        ("extends: base-war\nwar: {start: soon}\n", r"'soon' is not a quarter"),
        (
            "extends: base-war\ncountries:\n  ally: [1, 1, 1]\n",
            r"mine\.yaml:3 countries\.ally.*has 3 numbers, .* last 4 years\. Give 4 numbers, one per year, or one number",
        ),
        ("extends: base-war\nown_ramp: [0, 2, 1, 1]\n", r"own_ramp = '2\.0': is outside 0 to 1"),
        (
            "extends: base-war\nvalue: {omega: {semiconductor: 9}}\n",
            r"semiconductor = '9\.0': rises above defence",
        ),
        (
            "extends: base-war\nrelease: {civil: emergency, essential-other: never}\n",
            r"stock would serve civil",
        ),
        ("extends: mine.yaml\n", r"no such file|goes in a circle"),
        ("extends: base-war\nname: a\nname: b\n", r"mine\.yaml:3 = 'name': duplicate key"),
        ("a: [1\n", r"mine\.yaml:1 = 'a: \[1': opens a bracket that is not closed"),
        (
            "name: x\n",
            r"starts from no other card and lacks 15 keys, such as as_of\. Add the line `extends: quiet`\.$",
        ),
        ("extends: base-war\nas_of: yesterday\n", r"as_of = 'yesterday'"),
        (
            "extends: mixture\nregime:\n  rates:\n    normal: [0, -0.2, 0, 0]\n    coercion: [0.2, 0, 0, 0]\n"
            "    crisis: [0.1, 0.8, 0, 0.1]\n    war: [0, 0.4, 0.5, 0]\n",
            r"mine\.yaml:4 regime\.rates\.normal = '-0\.2': the rate to coercion .* no quarterly step",
        ),
        (
            "extends: mixture\nregime: {rates: {normal: [0, 0.2, 0], coercion: [0.2, 0, 0, 0], "
            "crisis: [0, 1, 0, 0], war: [0, 0, 1, 0]}}\n",
            r"mine\.yaml:2 regime\.rates\.normal .*needs 4 rates per year",
        ),
        (
            "extends: mixture\nregime: {rates: {normal: [0.5, 0.2, 0, 0], coercion: [0.2, 0, 0, 0], "
            "crisis: [0, 1, 0, 0], war: [0, 0, 1, 0]}}\n",
            r"the rate to itself is neither 0 nor minus the sum",
        ),
        ("extends: mixture\nregime: {rates: {normal: [0, 1, 0, 0]}}\n", r"'coercion': the row is missing"),
        (
            "extends: mixture\nregime: {path: pinned}\n",
            r"war\.start = 'drawn': wars come with regimes that move",
        ),
        ("extends: mixture\ncontrols: {annoucements: none}\n", r"is not a key.*'announcements'"),
        (
            "extends: base-war\ncontrols:\n  pinned:\n    - {countries: CHN, cut: 1.2, from: 2026Q1, quarters: 1}\n",
            r"mine\.yaml:4 controls\.pinned\.0\.cut = '1\.2'",
        ),
        (
            "extends: base-war\ncontrols: {pinned: [{countries: CHN, class: civil, cut: 1, from: 2026Q1, quarters: 1}]}\n",
            r"'civil': is served from whatever supply is left",
        ),
        (
            "extends: base-war\ncontrols: {pinned: [{countries: CHN, cut: 1, from: 2026, quarters: 1}]}\n",
            r"controls\.pinned\.0\.from = '2026': is not a quarter\. Write a quarter of that year, such as 2026Q1",
        ),
        (
            "extends: mixture\nthrift: {after: 4, saving: {defense: 0.1}}\n",
            r"'defense': is not a demand class",
        ),
        (
            "extends: base-war\nas_of: 2025-02-30\n",
            r"mine\.yaml:2: cannot be read: '2025-02-30' is not a readable number or day",
        ),
        (
            "extends: base-war\nas_of: 2025\n",
            r"mine\.yaml:2 as_of = '2025': is not a day\. Write a day as 2025-10",
        ),
        (
            f"extends: base-war\nhorizon: {{quarters: {'9' * 5000}}}\n",
            r"mine\.yaml:2: cannot be read: '9{40}' is not a readable",
        ),
        (f"extends: base-war\nhorizon: {{quarters: {'9' * 4000}}}\n", r"'9{80}\.\.\.': is above 80"),
        (f"extends: base-war\ngrowth: {{civil: {'9' * 4000}}}\n", r"growth\.civil = .*is not a number"),
        (
            "extends: base-war\ngrowth: &a\n  civil: *a\n",
            r"mine\.yaml:3: cannot be read: a card may not use aliases",
        ),
        (
            f"extends: base-war\nname: {'[' * 3000}{']' * 3000}\n",
            r"mine\.yaml:2: .*nested deeper than 20 levels",
        ),
        (
            "extends: base-war\nwar: {quarters: true}\n",
            r"mine\.yaml:2 war\.quarters = 'True': is not a whole number",
        ),
        (
            "extends: base-war\nown_ramp: ['0', 0, 0, 0]\n",
            r"own_ramp\.0 = '0': is read as a word\. Write 0, without quotes",
        ),
        (
            "extends: base-war\nredirect: {war: 1e-1}\n",
            r"redirect\.war = '1e-1': is read as a word\. Write 0\.1, without quotes: YAML wants a point and a sign",
        ),
        (
            "extends: base-war\nredirect: {war: 1e308}\n",
            r"'1e308': is read as a word\. Write 1\.0e\+308, without",
        ),
        (
            "extends: base-war\nown_ramp: ['5E-1', 0, 0, 0]\n",
            r"own_ramp\.0 = '5E-1': is read .* Write 0\.5, without",
        ),
        (
            'extends: base-war\nname: "a\\eb"\n',
            r"mine\.yaml:2 name = 'a\\x1bb': holds the control character \\x1b",
        ),
        (
            'extends: base-war\nassumes: "\\ud800"\n',
            r"mine\.yaml:2 assumes = .*holds the control character \\ud800",
        ),
        (
            'extends: base-war\ncontrols: {without: ["\\x9b"]}\n',
            r"mine\.yaml:2 0 = .*the control character \\x9b",
        ),
        ("extends: base-war\nredirect: {war: true}\n", r"redirect\.war = 'True': is not a number"),
        ("extends: base-war\nname: ' '\n", r"mine\.yaml:2 name = ' ': is empty"),
        (
            "extends: base-war\nwar: soon\n",
            r"^mine\.yaml:2 war = 'soon': is neither `none` nor a mapping of keys",
        ),
        (
            "extends: base-war\ncontrols: {pinned: [3]}\n",
            r"^mine\.yaml:2 controls\.pinned\.0 = '3': is not a mapping",
        ),
        ("extends: base-war\ncountries: 3\n", r"^mine\.yaml:2 countries = '3': is not a mapping of keys"),
        ("extends: base-war\nhorizon: {window: [2025Q4]}\n", r"horizon\.window = .*too few entries"),
        ("extends: 3\n", r"mine\.yaml:1 extends = '3': is not a name"),
        ("extends: mixture\nemergency: {from: 2027Q4, to: 2027Q1}\n", r"is before its start"),
        (
            "extends: base-war\ndemand: {defense: [1, 1, 1, 1]}\n",
            r"'defense': is not a demand class.*'defence'",
        ),
    ],
)
def test_a_wrong_card_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_card(card(tmp_path, text))


@pytest.mark.parametrize(
    ("more", "demand", "ally"),
    [
        ("war: {start: 2026Q4, quarters: 4, recovery: 0}\ndemand: {defence: 3}\n", (3.0,), (1.0,)),
        ("war: {start: 2026Q4, quarters: 6, recovery: 2}\ndemand: {defence: [3, 2]}\n", (3.0, 2.0), (1.0, 1.0)),
        ("war: {start: 2026Q4, quarters: 4, recovery: 8}\ndemand: {defence: 3}\ncountries: {ally: [1, 0.5, 0]}\n",
         (3.0,) * 3, (1.0, 0.5, 0.0)),
    ],
)  # fmt: skip
def test_one_number_holds_for_every_year_of_the_war(
    tmp_path: Path, more: str, demand: tuple[float, ...], ally: tuple[float, ...]
) -> None:
    made = load_card(card(tmp_path, f"extends: quiet\n{more}"))
    assert (made.demand["defence"], made.availability["ally"]) == (demand, ally)
    lengths = {len(s) for s in (*made.demand.values(), *made.availability.values(), made.own_ramp)}
    assert lengths == {len(demand)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "demand: {defence: 3}",
            r"mine\.yaml:2 demand\.defence = '3\.0': is by year of a war, and the card has none",
        ),
        ("countries: {ally: [1, 0.5, 1, 1]}", r"countries\.ally = .* and the card has none"),
        ("countries: {damage: {by_year: 0.1}}", r"countries\.damage\.by_year = '0\.1': .*Add a war, such as"),
    ],
)
def test_numbers_of_a_war_without_a_war_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_card(card(tmp_path, f"extends: quiet\n{text}\n"))
    war = "war: {start: 2027Q4, quarters: 4, recovery: 12}\n"
    assert load_card(card(tmp_path, f"extends: quiet\n{text}\n{war}")).war_quarters == 4


def test_numbers_of_a_war_may_say_as_usual_or_be_taken_over(tmp_path: Path) -> None:
    assert load_card(card(tmp_path, "extends: quiet\ndemand: {defence: 1}\n")).demand["defence"] == (1.0,)
    assert load_card(card(tmp_path, "extends: base-war\nwar: none\n")).demand["defence"][0] == 2.0


def test_a_card_without_words_of_its_own_says_what_it_changes(tmp_path: Path) -> None:
    made = load_card(card(tmp_path, "extends: quiet\nname: mine\nemergency: {from: 2026Q1, to: 2026Q2}\n"))
    assert made.assumes == "As the card quiet, but for: emergency."
    again = card(tmp_path, "extends: mine.yaml\nname: more\nshipping: none\ngrowth: none\n", "more.yaml")
    assert load_card(again).assumes == "As the card mine, but for: shipping, growth."
    own = card(tmp_path, "extends: quiet\nassumes: My words.\nshipping: none\n")
    assert load_card(own).assumes == "My words."


def test_quiet_leaves_nothing_to_chance_and_nothing_short() -> None:
    quiet = load_card("quiet")
    assert (
        not quiet.random
        and quiet.emergency == ()
        and not (quiet.controls or quiet.bars or quiet.known_events)
    )


def test_a_circle_is_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    first.write_text(f"extends: {second}\n", encoding="utf-8")
    second.write_text(f"extends: {first}\n", encoding="utf-8")
    with pytest.raises(InputError, match="goes in a circle"):
        load_card(str(first))


def test_no_refusal_of_a_card_speaks_of_forms(tmp_path: Path) -> None:
    for key in ("war", "controls", "countries", "horizon", "demand", "value", "growth", "release", "barred"):
        with pytest.raises(InputError) as caught:
            load_card(card(tmp_path, f"extends: base-war\n{key}: 7\n"))
        (problem,) = caught.value.problems
        assert (
            problem.place == f"mine.yaml:2 {key}"
            and "Form" not in str(problem)
            and "nput" not in str(problem)
        )


def test_a_card_extends_a_file_of_its_own_folder(tmp_path: Path) -> None:
    card(tmp_path, "extends: base-war\nname: parent\n", "parent.yaml")
    (tmp_path / "sub").mkdir()
    assert load_card(card(tmp_path, "extends: parent.yaml\n")).name == "parent"
    assert load_card(card(tmp_path / "sub", "extends: ../parent.yaml\n")).name == "parent"


def test_a_card_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").mkdir()
    with pytest.raises(InputError, match=r"mine\.yaml: cannot be read: it is a folder"):
        load_card(str(tmp_path / "mine.yaml"))


def test_a_group_that_nobody_knows_is_refused_with_its_line(tmp_path: Path, case: Case) -> None:
    for text, words in (
        (
            "barred:\n  {class: defence, group: coverd, from: 2025Q4}\n",
            r"mine\.yaml:3 barred\.group = 'coverd'.*'covered'",
        ),
        (
            "countries:\n  damage: {group: theater}\n",
            r"mine\.yaml:3 countries\.damage\.group = 'theater'.*'theatre'",
        ),
    ):
        with pytest.raises(InputError, match=words):
            Case(case.dataset, load_card(card(tmp_path, f"extends: base-war\n{text}")), None)


def test_a_country_item_or_event_that_nobody_knows_is_refused_with_its_line(
    tmp_path: Path, case: Case
) -> None:
    pinned = (
        "controls:\n  pinned:\n    - {{countries: {c}, materials: {m}, cut: 1, from: 2026Q1, quarters: 1}}\n"
    )
    for text, words in (
        (pinned.format(c="CHM", m="cobalt"), r"mine\.yaml:4 countries = 'CHM': is neither .*Did you mean"),
        (pinned.format(c="CHN", m="cobolt"), r"mine\.yaml:4 materials = 'cobolt': .*'cobalt'"),
        (
            "controls: {events: known, without: [cn-5ree-75]}\n",
            r"mine\.yaml:2 .*'cn-5ree-75': .*'cn-5ree-57'",
        ),
        (
            "shipping:\n  pinned:\n    - {countries: nowhere, cut: 1, from: 2026Q1, quarters: 1}\n",
            r"mine\.yaml:4 countries = 'nowhere'",
        ),
    ):
        made = load_card(card(tmp_path, "extends: base-war\n" + text))
        with pytest.raises(InputError, match=words):
            build_hazard(case.dataset, made, read_inputs(case.dataset), 0)


def test_the_schema_in_the_docs_is_the_one_in_the_code() -> None:
    text = (ROOT / "docs" / "reference" / "card.schema.json").read_text(encoding="utf-8")
    assert json.loads(text) == card_schema()


@pytest.mark.parametrize("name", card_names())
def test_every_bundled_card_fits_the_schema(name: str) -> None:
    text = resources.files("lodestock.data").joinpath(f"cards/{name}.yaml").read_text(encoding="utf-8")
    tree = yaml.safe_load(text)
    tree["as_of"] = str(tree.get("as_of", "2025-10-13"))
    jsonschema.validate(tree, {**card_schema(), "required": []})
    if "extends" in tree:
        tree["unknown"] = 1
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tree, card_schema())


def test_a_card_that_is_a_pipe_or_never_ends_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nothing")
    for name, words in (
        ("pipe", "is no regular file"),
        ("zero", "is no regular file"),
        ("gone", "a link to a file that"),
    ):
        with pytest.raises(InputError, match=words):
            load_card(str(tmp_path / f"{name}.yaml"))
