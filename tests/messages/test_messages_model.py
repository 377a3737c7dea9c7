"""The sentence classifier: what holds for every sentence, and weights on disk."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.messages import ROLES, SentenceScores, default_addressees, load, save, score_sentences, train
from textmine.messages.model import DATA, KINDS, shipped_weights

LINES = [
    ("Please fund social care for five years at a time.", "ask"),
    ("The government should publish the review now.", "ask"),
    ("We need one set of rules for sharing records.", "ask"),
    ("There are not enough nurses and patients will be harmed.", "warning"),
    ("Our staff are exhausted and the service will collapse.", "warning"),
    ("What we found is that trust comes before structure.", "lesson"),
    ("You can't join up care without a shared budget.", "lesson"),
    ("We welcome this decision and thank you for it.", "praise"),
    ("I am grateful for the support.", "praise"),
    ("Good morning and welcome to the session.", "none"),
    ("The next question is from the member for Cardiff.", "none"),
    ("Could everybody sign the sheet before lunch.", "none"),
    ("I went to see my aunt last week.", "none"),
    ("There were eleven people in the room.", "none"),
]


def labelled() -> list[dict]:
    return [
        {"text": t, "speaker_role": "witness", "message": int(k in KINDS[:3]), "kind": k, "meeting": str(i % 3)}
        for i, (t, k) in enumerate(LINES)
    ]


def vectors(n: int) -> np.ndarray:
    found = np.random.default_rng(0).normal(size=(n, 768)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def same(a: SentenceScores, b: SentenceScores) -> bool:
    return (
        np.array_equal(a.score, b.score)
        and np.array_equal(a.message, b.message)
        and (a.kind, a.addressee) == (b.kind, b.addressee)
    )


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(ROLES)), min_size=1, max_size=6), st.booleans())
def test_a_score_lies_in_0_1_and_depends_on_its_sentence_alone(rows: list[tuple[str, str]], with_vectors: bool) -> None:
    texts, roles = [t for t, _ in rows], [r for _, r in rows]
    v = vectors(len(rows)) if with_vectors else None
    whole = score_sentences(texts, roles, v)
    assert ((whole.score >= 0) & (whole.score <= 1)).all()
    assert set(whole.kind) <= set(KINDS)
    for i in range(len(rows)):
        alone = score_sentences(texts[i : i + 1], roles[i : i + 1], None if v is None else v[i : i + 1])
        assert alone.score[0] == whole.score[i]
        assert alone.kind[0] == whole.kind[i]


@pytest.mark.parametrize("v", [None, np.zeros((0, 768), dtype=np.float32)])
def test_nothing_gives_nothing(v: np.ndarray | None) -> None:
    found = score_sentences([], [], v)
    assert len(found.score) == len(found.message) == 0
    assert found.kind == found.addressee == ()


def test_a_sentence_is_a_message_from_the_threshold_on_and_then_has_a_kind() -> None:
    texts = [t for t, _ in LINES]
    found = score_sentences(texts, ["witness"] * len(texts), None)
    assert (found.message == (found.score >= shipped_weights(False).threshold)).all()
    assert all((k in KINDS[:3]) == m for k, m in zip(found.kind, found.message, strict=True))


@pytest.mark.parametrize(
    ("sentence", "role", "message"),
    [
        ("We need the government to fund social care properly for five years.", "witness", True),
        ("Minister, will you now commit to a national standard?", "member", True),
        ("There are not enough staff, and people are being harmed while they wait.", "witness", True),
        ('The matron: "We need the government to fund social care properly for five years."', "", True),
        ("Good morning, everybody, and welcome back.", "chair", False),
        ("I went to see her last Tuesday.", "witness", False),
        ("As a government we have put two billion into this programme.", "minister", False),
    ],
)
def test_the_shipped_weights_know_the_plainest_cases(sentence: str, role: str, message: bool) -> None:
    assert score_sentences([sentence], [role], None).message[0] == message


def test_the_shipped_weights_belong_to_these_cues() -> None:
    for with_vectors, size in ((True, 768), (False, 0)):
        weights = shipped_weights(with_vectors)
        none = score_sentences(["x"], [""], np.zeros((1, size)) if size else None, weights)
        assert 0 < weights.threshold < 1
        assert none.score.shape == (1,)


@pytest.mark.parametrize("with_vectors", [True, False])
def test_train_save_load(tmp_path: Path, with_vectors: bool) -> None:
    rows = labelled()
    v = vectors(len(rows)) if with_vectors else None
    weights = train(rows, v)
    assert weights.message.shape == (weights.kinds.shape[1],)
    assert 0 < weights.threshold < 1
    save(weights, tmp_path / "mine")
    again = load(tmp_path / "mine")
    texts, roles = [r["text"] for r in rows], [r["speaker_role"] for r in rows]
    before, after = score_sentences(texts, roles, v, weights), score_sentences(texts, roles, v, again)
    assert np.allclose(before.score, after.score, atol=1e-4)
    save(again, tmp_path / "twice")
    for end in (".json", ".safetensors"):
        assert (tmp_path / f"mine{end}").read_bytes() == (tmp_path / f"twice{end}").read_bytes()
    assert same(after, score_sentences(texts, roles, v, load(tmp_path / "twice")))


def test_a_given_threshold_is_kept_and_a_weight_of_nought_takes_a_sentence_out() -> None:
    rows = labelled()
    assert train(rows, None, threshold=0.4).threshold == 0.4
    wrong = [{**r, "message": 1 - r["message"], "weight": 0.0} for r in rows]
    assert np.allclose(train([*rows, *wrong], None, 0.5).message, train(rows, None, 0.5).message, atol=1e-3)


@pytest.mark.parametrize("part", ["features", "roles", "groups"])
def test_weights_of_other_cues_are_refused(tmp_path: Path, part: str) -> None:
    save(train(labelled(), None, 0.5), tmp_path / "other")
    path = tmp_path / "other.json"
    plain = json.loads(path.read_text(encoding="utf-8"))
    plain[part] = plain[part][:-1]
    path.write_text(json.dumps(plain), encoding="utf-8")
    with pytest.raises(ValueError, match="other cues"):
        load(tmp_path / "other")


def test_our_own_labelled_sentences_are_well_formed() -> None:
    seen = set()
    for path in sorted(DATA.glob("labelled_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert row["speaker_role"] in ROLES, row["id"]
            assert row["message"] == int(row["kind"] in KINDS[:3]), row["id"]
            assert row["id"] not in seen
            seen.add(row["id"])
    assert len(seen) >= 550


def test_the_contract_on_real_sentences(shared: Path) -> None:
    path = shared / "messages" / "messages_dev.jsonl"
    if not path.is_file():
        pytest.skip("no labelled sentences here")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts, roles = [r["text"] for r in rows], [r["speaker_role"] for r in rows]
    found = score_sentences(texts, roles, None)
    assert same(found, score_sentences(texts, roles, None))
    assert 0 < found.message.sum() < len(rows)
    back = score_sentences(texts[::-1], roles[::-1], None)
    assert np.array_equal(back.score[::-1], found.score)


def test_few_labelled_sentences_move_what_ships_a_little_and_towards_them() -> None:
    """A handful of labels changes its own sentences most, and hardly what was plain before."""
    said = "There was cake in the break and nobody minded."
    rows = [{"text": said, "speaker_role": "witness", "message": 1, "kind": "lesson"}] * 3
    prior = shipped_weights(False)
    taught = train(rows, None, prior=prior)
    plain = "Good morning, everybody, and welcome back."
    texts, roles = [said, plain], ["witness", "chair"]
    before, after = (score_sentences(texts, roles, None, w).score for w in (prior, taught))
    assert after[0] > before[0] + 0.1
    assert abs(after[1] - before[1]) < 0.1
    assert taught.threshold == prior.threshold


def test_no_labelled_sentence_moves_nothing() -> None:
    rows = [{"text": "Good morning.", "speaker_role": "chair", "message": 0, "kind": "none", "weight": 0.0}]
    taught = train(rows, None, prior=shipped_weights(False))
    assert np.allclose(taught.message, shipped_weights(False).message)
    assert np.allclose(taught.kinds, shipped_weights(False).kinds)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NHS England should stop the calls.", "they should stop the calls."),
        ("We ask the government to fund it.", "We ask they to fund it."),
        (
            'The nurse, tired: "Tell the Treasury that we need five years of money."',
            "Tell they that we need five years of money.",
        ),
        ("Beds are short.", "Beds are short."),
    ],
)
def test_what_is_said_whoever_it_is_said_to(text: str, said: str) -> None:
    assert default_addressees().unaddressed(text) == said


def test_many_sentences_are_scored_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, roles = [t for t, _ in LINES], ["witness"] * len(LINES)
    whole = score_sentences(texts, roles, None)
    monkeypatch.setattr("textmine.messages.model.BATCH", 3)
    assert same(whole, score_sentences(texts, roles, None))


@pytest.mark.parametrize(
    ("question", "than"),
    [
        ("If you could say one thing to the minister, what would it be?", ""),
        ("What should government or other national bodies do differently?", "What is your role here?"),
    ],
)
def test_what_answers_a_question_to_leaders_is_more_likely_a_message(question: str, than: str) -> None:
    texts, v = ["More money for the youth club."] * 2, np.repeat(vectors(1), 2, axis=0)
    asked, other = score_sentences(texts, ["", ""], v, questions=[question, than]).score
    assert asked > other
