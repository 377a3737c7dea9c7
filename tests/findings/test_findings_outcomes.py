"""What readers learn of the outcomes that a programme expects."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from textmine.digest.phrases import documents, passages, whether_found
from textmine.findings import outcomes as module
from textmine.programme import DisclosureLimits, Programme, SeedTheme


@pytest.mark.parametrize(
    ("sources", "round_to", "heard", "n_passages", "n_documents"),
    [
        # the document and person of each sentence that says it: what the digest of the whole says
        ([], 5, "little or nothing heard", "few or none", "few or none"),
        (["d1p"], 5, "little or nothing heard", "few or none", "few or none"),
        (["d1p", "d2q"], 5, "little or nothing heard", "few or none", "few or none"),
        (["d1p", "d1q", "d1r"], 5, "little or nothing heard", "few or none", "few or none"),
        (["d1p", "d2p", "d3p"], 5, "little or nothing heard", "few or none", "few or none"),  # one person
        (["d1p", "d2", "d3"], 5, "little or nothing heard", "few or none", "few or none"),  # of whom one counts
        (["d1p", "d2q", "d2q"], 5, "a little", "5", "2 or more"),
        (["d1p", "d2q", "d2q"], 1, "a little", "3", "2 or more"),
        (["d1p", "d2q", "d3r", "d4s", "d4s", "d4s", "d4s", "d4s"], 5, "yes", "10", "2 or more"),
        ([f"d{i}p{i}" for i in range(7)], 5, "yes", "5", "5 or more"),
    ],
)
def test_what_is_told_of_an_outcome(monkeypatch, sources, round_to, heard, n_passages, n_documents):
    monkeypatch.setattr(module, "sentence_vectors", lambda texts, *_: np.ones((len(texts), 1), np.float32))
    batch = (np.ones((len(sources), 1), np.float32), [(s[:2], s[2:]) for s in sources])
    programme = Programme(
        "p", codebook=(SeedTheme("Aim", "One aim", ()),), disclosure=DisclosureLimits(round_to=round_to)
    )
    analysis = SimpleNamespace(
        programme=programme,
        corpus=SimpleNamespace(cache=None),
        sentences=SimpleNamespace(table=[1], batches=lambda: iter([batch])),
    )
    (outcome,) = module.outcomes(analysis)
    assert (whether_found(outcome), passages(outcome), documents(outcome)) == (heard, n_passages, n_documents)


def test_a_programme_that_expects_nothing():
    assert module.outcomes(SimpleNamespace(programme=Programme("p"), sentences=SimpleNamespace(table=[1]))) == ()
