"""Figures of agreement, on cases small enough to work out by hand."""

from __future__ import annotations

import pytest

from textmine.evaluation.metrics import detection, masking, partition_agreement


@pytest.mark.parametrize(
    ("labels", "other", "ami", "ari"),
    [
        (["a", "a", "b", "b"], [1, 1, 2, 2], 1.0, 1.0),
        (["a", "a", "b", "b"], [2, 2, 1, 1], 1.0, 1.0),
        (["a", "b", "a", "b"], [1, 1, 1, 1], 0.0, 0.0),
        ([], [], 0.0, 0.0),
    ],
)
def test_partition_agreement(labels, other, ami, ari):
    figures = partition_agreement(labels, other)
    assert figures["ami"] == pytest.approx(ami)
    assert figures["ari"] == pytest.approx(ari)


@pytest.mark.parametrize(
    ("gold", "score", "said", "expected"),
    [
        ([1, 0, 1, 0], [0.9, 0.1, 0.8, 0.2], [1, 0, 1, 0], (1.0, 1.0, 1.0, 1.0)),
        ([1, 0, 1, 0], [0.9, 0.8, 0.1, 0.0], [1, 1, 0, 0], (0.5, 0.5, 0.5, 5 / 6)),
        ([0, 0], [0.9, 0.8], [1, 1], (0.0, 0.0, 0.0, 0.0)),
        ([1, 0], [0.1, 0.2], [0, 0], (0.0, 0.0, 0.0, 0.5)),
    ],
)
def test_detection(gold, score, said, expected):
    figures = detection([bool(g) for g in gold], score, [bool(s) for s in said])
    names = ("precision", "recall", "f1", "average_precision")
    assert tuple(figures[n] for n in names) == pytest.approx(expected)


TEXT = "Ada Obi rang Bea"  # Ada 0-3, Obi 4-7, rang 8-12, Bea 13-16
ADA_OBI, BEA = {"start": 0, "end": 7, "label": "PERSON"}, {"start": 13, "end": 16, "label": "PERSON"}


@pytest.mark.parametrize(
    ("gold", "found", "mention_recall", "precision"),
    [
        ([ADA_OBI, BEA], [ADA_OBI, BEA], 1.0, 1.0),
        ([ADA_OBI, BEA], [ADA_OBI], 0.5, 1.0),
        ([ADA_OBI], [{"start": 0, "end": 3, "label": "PERSON"}], 0.0, 1.0),
        ([BEA], [{"start": 8, "end": 16, "label": "PERSON"}], 1.0, 0.5),
        ([{**BEA, "label": "NEUTRAL"}], [BEA], 0.0, 0.0),
        ([], [], 0.0, 0.0),
    ],
)
def test_masking(gold, found, mention_recall, precision):
    figures = masking([TEXT], [gold], [found])
    assert figures["mention_recall"] == pytest.approx(mention_recall)
    assert figures["precision"] == pytest.approx(precision)
