"""Train the weights by which the reader of news ranks types, on the sentences in `tools/news_sentences`.

Run it again whenever the words of the news or the sentences change, and then `tools/build_reference.py --sums`:

    python tools/train_ranker.py

The sentences are invented, one a line: type (or none), status, sentence. Steps over all of them at once need no draws; the
weights are rounded, and small ones are left out.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

from lodestock.data.news_words import read_news_words
from lodestock.records.news import Document
from lodestock.watch.page import Page, Words
from lodestock.watch.ranker import sentence_features

ROOT = Path(__file__).parents[1]
SENTENCES = ROOT / "tools" / "news_sentences"
WEIGHTS = ROOT / "src" / "lodestock" / "data" / "words" / "news" / "weights.csv"

PENALTY, STEPS, RATE, LEAST, SMALL = 8.0, 300, 0.05, 2, 0.04


def main(file: Path = WEIGHTS) -> None:
    """Write the weights.

    Parameters
    ----------
    file : where to
    """
    words = Words(read_news_words())
    seen: list[set[str]] = []
    types: list[str] = []
    for sentences in sorted(SENTENCES.glob("*.tsv")):
        for line in sentences.read_text(encoding="utf-8").splitlines():
            kind, _, sentence = line.split("\t")
            page = Page(Document("text", "text", date(2026, 6, 15), sentence, read=sentence), words)
            seen.append(sentence_features(page, page.parts, words))
            types.append(kind)
    counts = Counter(f for s in seen for f in s)
    known = sorted(f for f, n in counts.items() if n >= LEAST)
    names = sorted(set(types))
    weights, constants = fit(seen, types, known, names)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["feature", "weights"])
        writer.writerow(["", " ".join(f"{t}:{w:.2f}" for t, w in zip(names, constants, strict=True))])
        for feature, row in zip(known, weights, strict=True):
            told = " ".join(f"{t}:{w:.2f}" for t, w in zip(names, row, strict=True) if abs(w) >= SMALL)
            if told:
                writer.writerow([feature, told])
    print(f"{len(seen)} sentences, {len(known)} features, {file.stat().st_size} bytes")


def fit(
    seen: list[set[str]], types: list[str], known: list[str], names: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (features x types) and constants of a penalised multinomial logistic regression (Adam steps)."""
    place = {f: k for k, f in enumerate(known)}
    x = np.zeros((len(seen), len(known)))
    for k, features in enumerate(seen):
        x[k, [place[f] for f in sorted(features) if f in place]] = 1.0
    y = np.zeros((len(seen), len(names)))
    y[np.arange(len(seen)), [names.index(t) for t in types]] = 1.0
    beta = np.zeros((len(known) + 1, len(names)))
    ones = np.hstack([x, np.ones((len(seen), 1))])
    first, second = np.zeros_like(beta), np.zeros_like(beta)
    for step in range(1, STEPS + 1):
        z = ones @ beta
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        slope = ones.T @ (p - y) / len(seen)
        slope[:-1] += PENALTY * beta[:-1] / len(seen)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        beta -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return beta[:-1], beta[-1]


if __name__ == "__main__":
    main()
