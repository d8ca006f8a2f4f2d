"""How well events are read from news, beside events that a person labelled: precision, recall, fields, quotes, alarms.

    python -m benchmarks.watch CORPUS [--ids FROM:TO | --first N --last N] [--batches N] [--curve FILE.csv]
                               [--json FILE] [--show] [--speed]

CORPUS is a folder of JSON texts or a `.jsonl` file with one a line: id, published, title, text, gold_events. Only title,
date and text are handed to the reader. Nothing of a text is printed without `--show`, so that a score is of texts that
nobody has looked at. An event that is labelled optional counts neither for nor against. A field is scored over matched
events, and over all as F1, where missed and extra events count; `told` leaves out events in which it is neither labelled
nor read.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from watch_score import (
    Aliases,
    Counts,
    Event,
    Item,
    Scored,
    event_scores,
    field_scores,
    quote_scores,
    score_text,
    type_scores,
)
from watch_show import show

from lodestock.data.news_words import read_news_words
from lodestock.records.news import Document
from lodestock.records.version import __version__

Engine = Callable[[str, date, str], Sequence[Event]]
"""What reads a text: title, day of publication and text -> events."""

ARTICLE = 4096
CURVE_FIELDS = ("status", "actor", "materials", "amount", "quantity", "announced", "effective", "until")


def load_engine() -> Engine:
    """Return the reader of lodestock."""
    from lodestock.watch.adverts import Adverts
    from lodestock.watch.reader import Reader

    words = read_news_words()
    reader, adverts = Reader(words), Adverts(words["adverts"])

    def read(title: str, published: date, text: str) -> list[Event]:
        document = Document("text", "text", published, text, title, True, adverts.blank(text))
        return [event.as_json() for event in reader.events(document)]

    return read


def read_aliases() -> Aliases:
    """Return the words for materials and actors."""
    rows = read_news_words()["vocabulary"]
    return {
        r["value"]: tuple(a for a in r["aliases"].split(";") if a)
        for r in rows
        if r["field"] in ("material", "actor")
    }


def read_corpus(path: Path) -> list[Item]:
    """Return the texts of a folder or a file, in the order of their ids."""
    if path.is_dir():
        found = [json.loads(f.read_text(encoding="utf-8")) for f in path.glob("*.json")]
    else:
        # Only a line feed ends a line: a text may hold other separators.
        found = [json.loads(x) for x in path.read_text(encoding="utf-8").split("\n") if x.strip()]
    items = [
        Item(str(t["id"]), t["published"], t.get("title", ""), t["text"], t["gold_events"]) for t in found
    ]
    return sorted(items, key=lambda item: item.id)


def select(items: list[Item], ids: str | None, first: int | None, last: int | None) -> list[Item]:
    """Return the texts from one id to another, or the first of all and of those the last."""
    if ids:
        start, _, end = ids.partition(":")
        known = {item.id for item in items}
        unknown = [i for i in (start, end or start) if i not in known]
        if unknown:
            raise SystemExit(f"--ids {ids}: the corpus has no text {unknown[0]}; name two of its ids")
        return [item for item in items if start <= item.id <= (end or start)]
    items = items[: len(items) if first is None else first]
    return items if last is None else items[max(0, len(items) - last) :]


def read_item(engine: Engine, item: Item) -> Sequence[Event]:
    """Return the events of a text; a failure names the text."""
    try:
        return engine(item.title, date.fromisoformat(item.published), item.text)
    except Exception as error:
        error.add_note(f"text {item.id}")
        raise


def score(items: Sequence[Item], engine: Engine, aliases: Aliases) -> list[Scored]:
    """Return every text with what was read from it."""
    return [score_text(item, read_item(engine, item), aliases) for item in items]


def total(scored: Sequence[Scored]) -> Counts:
    """Return the counts of texts together."""
    counts: Counts = Counter()
    for s in scored:
        counts.update(s.counts)
    return counts


def ids_of(scored: Sequence[Scored]) -> str:
    """Return the first and the last id of texts."""
    return f"{scored[0].item.id}:{scored[-1].item.id}"


def ratio(value: float | None) -> str:
    """Return a ratio in six places; nothing to count: a dash."""
    return f"{'-' if value is None else f'{value:.3f}':>6}"


def print_batches(batches: Sequence[Sequence[Scored]]) -> None:
    """Print a row a batch, and one for all together."""
    print("batch            texts  gold  read      P      R     F1  materials   all   amount    all   alarms")
    rows = [(ids_of(b), total(b)) for b in batches]
    if len(batches) > 1:
        rows.append(("together", total([s for b in batches for s in b])))
    for name, counts in rows:
        e, f = event_scores(counts), field_scores(counts)
        fields = "   ".join(f"{ratio(f[n]['matched'])} {ratio(f[n]['all'])}" for n in ("materials", "amount"))
        print(
            f"{name:15}  {e['texts']:5}  {e['gold']:4}  {e['read']:4} {ratio(e['precision'])} {ratio(e['recall'])} "
            f"{ratio(e['f1'])}   {fields}   {e['alarms']:2}/{e['empty']}"
        )


def print_report(counts: Counts) -> None:
    """Print the scores of all texts together: events, fields, types, quotes."""
    e, q = event_scores(counts), quote_scores(counts)
    print(f"\n{e['texts']} texts, {e['gold']} events labelled, {e['read']} read, {e['matched']} matched")
    print(f"events   precision {ratio(e['precision'])}  recall {ratio(e['recall'])}  F1 {ratio(e['f1'])}")
    print(f"alarms   {e['alarms']} of {e['empty']} texts without events")
    print("\nfield            matched     all   told: matched     all   members")
    for field, f in field_scores(counts).items():
        members = ratio(f["members"]) if "members" in f else ""
        told = f"{ratio(f['told'])}  {ratio(f['told_all'])}"
        print(f"{field:16}  {ratio(f['matched'])}  {ratio(f['all'])}          {told}    {members}")
    print("\ntype                  labelled  read  matched")
    for name, t in type_scores(counts).items():
        print(f"{name:21}  {t['gold']:7}  {t['read']:4}  {t['matched']:7}")
    print(
        f"\nquotes   {q['quotes']}, equal to the text {ratio(q['equal'])}; of {q['judged']} in matched events "
        f"right {ratio(q['right'])}; values without a quote {q['values_without_quote']}"
    )
    by_field = "  ".join(f"{f} {ratio(r).strip()}" for f, r in q["right_by_field"].items())
    if by_field:
        print(f"         right by field: {by_field}")


def as_json(counts: Counts) -> dict[str, Any]:
    """Return all scores as programs read them."""
    return {
        "events": event_scores(counts),
        "fields": field_scores(counts),
        "types": type_scores(counts),
        "quotes": quote_scores(counts),
    }


def version() -> str:
    """Return the version of lodestock, with the commit and a `+` where files were changed since."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=Path(__file__).parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return __version__
    return f"{__version__} {told.stdout.strip()}"


def append_curve(path: Path, corpus: str, today: date, batches: Sequence[Sequence[Scored]]) -> None:
    """Append a row a batch to a table; `sight` is 1 for texts that the table has no row of yet."""
    old: list[dict[str, str]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            old = list(csv.DictReader(file))
    rows = []
    for batch in batches:
        counts, ids = total(batch), ids_of(batch)
        fields = field_scores(counts)
        first, last = batch[0].item.id, batch[-1].item.id
        seen = [r["ids"].split(":") for r in old if r["corpus"] == corpus]
        row: dict[str, Any] = {
            "date": today.isoformat(),
            "version": version(),
            "corpus": corpus,
            "ids": ids,
            "sight": 1 + sum(a <= last and first <= b for a, b in seen),
            **event_scores(counts),
            **{f"{f}_{k}": fields[f][k] for f in CURVE_FIELDS for k in ("matched", "all")},
        }
        rows.append({k: f"{v:.4f}" if isinstance(v, float) else v for k, v in row.items()})
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        if not old:
            writer.writeheader()
        writer.writerows(rows)


def articles(items: Sequence[Item]) -> list[str]:
    """Return texts put one after the other to articles of about 4 kB; a corpus that is shorter is repeated."""
    out, parts, size, place = [], [], 0, 0
    while place < len(items) or not out:
        text = items[place % len(items)].text
        parts.append(text)
        size, place = size + len(text.encode()) + 2, place + 1
        if size >= ARTICLE:
            out.append("\n\n".join(parts))
            parts, size = [], 0
    return out


def seconds(engine: Engine, texts: Sequence[str], published: date, least: float = 1.0) -> float:
    """Return the CPU time of one pass over texts, from as many as `least` seconds hold."""
    passes, start = 0, time.process_time()
    while not passes or time.process_time() - start < least:
        for text in texts:
            engine("", published, text)
        passes += 1
    return (time.process_time() - start) / passes


def print_speed(items: Sequence[Item], engine: Engine) -> None:
    """Print articles a second on one core, and how time grows with length."""
    published, texts = date.fromisoformat(items[0].published), articles(items)
    size = sum(len(t.encode()) for t in texts)
    seconds(engine, texts[:8], published, 0)  # warms caches
    rate = size / ARTICLE / seconds(engine, texts, published)
    eight = [texts[i % len(texts)] for i in range(8)]
    long = "\n\n".join(eight)
    apart, together = seconds(engine, eight, published), seconds(engine, [long], published)
    print(
        f"\nspeed    {rate:.0f} articles of 4 kB a second on one core; a text of eight articles takes "
        f"{8 * together / apart:.1f} times as long as one (linear: 8)"
    )


def main(arguments: Sequence[str] | None = None, engine: Engine | None = None) -> int:
    """Run the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "corpus", type=Path, nargs="?", help="folder of JSON texts, or a .jsonl file with one a line"
    )
    parser.add_argument("--ids", metavar="FROM:TO", help="only the texts from one id to another")
    parser.add_argument("--first", type=int, metavar="N", help="only the first N texts")
    parser.add_argument("--last", type=int, metavar="N", help="of those, only the last N")
    parser.add_argument("--batches", type=int, metavar="N", help="a row of scores for every N texts")
    parser.add_argument("--curve", type=Path, metavar="FILE.csv", help="table to append a row a batch to")
    parser.add_argument("--json", type=Path, metavar="FILE", help="file for all scores")
    parser.add_argument(
        "--show", action="store_true", help="print texts with labelled and read events; wants a selection"
    )
    parser.add_argument("--speed", action="store_true", help="articles of 4 kB a second")
    options = parser.parse_args(arguments)
    selection = (options.ids, options.first, options.last)
    if options.corpus is None:
        print("No corpus was named, so nothing is scored: python -m benchmarks.watch CORPUS")
        return 0
    if not options.corpus.exists():
        parser.error(f"{options.corpus}: there is no such file or folder; name one that holds labelled texts")
    if options.ids and (options.first is not None or options.last is not None):
        parser.error("--ids and --first or --last: give one or the other")
    for name in ("first", "last", "batches"):
        value = getattr(options, name)
        if value is not None and value < 1:
            parser.error(f"--{name} {value}: give a number of texts, 1 or more")
    if options.show and selection == (None, None, None):
        parser.error("--show prints texts, after which a score on them proves little: say which with --ids")
    items = select(read_corpus(options.corpus), *selection)
    if not items:
        parser.error(f"{options.corpus}: no text is left to score")
    engine, aliases = engine or load_engine(), read_aliases()
    scored = score(items, engine, aliases)
    size = options.batches or len(scored)
    batches = [scored[i : i + size] for i in range(0, len(scored), size)]
    if options.show:
        for s in scored:
            print(*show(s, aliases), "", sep="\n")
    if options.batches:
        print_batches(batches)
    counts = total(scored)
    print_report(counts)
    if options.curve:
        append_curve(options.curve, options.corpus.name, date.today(), batches)
    if options.json:
        told = {"corpus": options.corpus.name, "version": version(), "all": as_json(counts)}
        told["batches"] = [{"ids": ids_of(b), **as_json(total(b))} for b in batches]
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if options.speed:
        print_speed(items, engine)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
