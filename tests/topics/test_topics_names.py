"""Names, terms and representatives: words of the texts that a reader understands."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from textmine.topics import Topics, fit_topics
from textmine.topics.phrases import grammar, phrases


@pytest.fixture(scope="module")
def fitted(made: Callable) -> tuple[Topics, list[str], np.ndarray, list[str]]:
    texts, vectors, documents, _ = made(240)
    return fit_topics(texts, vectors, groups=documents, n_themes=4, avoid=["Rampside Ramp"]), texts, vectors, documents


def words_of(topics: Topics) -> set[str]:
    return {
        w
        for part in (*topics.names, *(t for ts in topics.terms for t in ts))
        for w in re.findall(r"\w+", part.casefold())
    }


def test_names_are_phrases_of_the_texts(fitted: tuple[Topics, list[str], np.ndarray, list[str]]) -> None:
    topics, texts, _, _ = fitted
    everything = " ".join(texts).casefold()
    for name in topics.names:
        assert all(part.casefold() in everything for part in name.split(", "))
    together = " | ".join(topics.names).casefold()
    assert all(phrase in together for phrase in ("care package", "ambulance", "winter money"))


def test_names_differ_and_hold_no_numbers_months_persons_or_avoided_words(
    fitted: tuple[Topics, list[str], np.ndarray, list[str]],
) -> None:
    topics = fitted[0]
    assert len({n.casefold() for n in topics.names}) == len(topics)
    assert not words_of(topics) & {"sarah", "march", "week", "night", "ramp", "12"}
    assert not any(re.search(r"[\d\[\]]", w) for w in words_of(topics))


@pytest.mark.parametrize(
    ("sentence", "in_it", "not_in_it"),
    [
        ("We wait for a care package.", {"care package"}, {"wait", "wait for a care"}),
        ("The staff were very friendly.", {"staff", "friendly"}, {"staff were very friendly"}),
        ("Then they met Sarah Brown on the ward.", {"ward"}, {"met", "sarah", "sarah brown", "brown"}),
        ("They rang her before the visit.", {"visit"}, {"rang", "rang her before the visit"}),
        ("On Tuesday, 14 March at 9pm the lift broke.", {"lift"}, {"tuesday", "march", "14", "9pm"}),
        ("The team of NHS England came.", {"nhs england", "team of nhs england"}, {"england"}),
        ("She phoned, and XXXX cried.", set(), {"phoned", "xxxx", "cried"}),
    ],
)
def test_phrases(sentence: str, in_it: set[str], not_in_it: set[str]) -> None:
    usual = [
        "We saw a friendly face.",
        "It was very friendly.",
        "I told Sarah and Sarah Brown.",
        "In England.",
        "They wait.",
    ]
    written = {w for _, w in phrases(sentence, grammar([sentence, *usual]))}
    assert in_it <= written
    assert not not_in_it & written


def test_representatives_come_from_different_documents_and_differ(
    fitted: tuple[Topics, list[str], np.ndarray, list[str]],
) -> None:
    topics, texts, _, documents = fitted
    for chosen in topics.representatives:
        assert len(chosen) >= 5
        assert len({documents[i] for i in chosen}) == len(chosen)
        assert len({texts[i] for i in chosen}) == len(chosen)


def test_phrases_near_the_middle_are_preferred(made: Callable) -> None:
    texts, vectors, documents, _ = made(240)
    asked: list[list[str]] = []

    def encode(phrases: list[str]) -> np.ndarray:
        asked.append(phrases)
        return np.stack(
            [vectors[next(i for i, t in enumerate(texts) if p in t.casefold())] for p in map(str.casefold, phrases)]
        )

    topics = fit_topics(texts, vectors, groups=documents, n_themes=4, encode=encode)
    assert asked
    for name in topics.names:
        assert name.split(", ")[0].casefold() in map(str.casefold, asked[0])
