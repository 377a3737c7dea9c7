"""The sentence classifier: cue phrases, sentence shape, the speaker's role, the question that is answered and the sentence's two
vectors, in a logistic regression.

Trained weights ship as safetensors and JSON; MESSAGES_CARD.md says from what. A second set of weights does without vectors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.errors import InstallationError
from textmine.messages.addressees import Addressees, default_addressees
from textmine.messages.message_cues import cue_features, feature_names
from textmine.messages.roles import ROLES

if TYPE_CHECKING:
    import numpy as np

KINDS = ("ask", "warning", "lesson", "praise", "none")
#: The same words do not mean the same from everybody: "we must" asks from a witness and tells from a minister. Cues and
#: vector stand once for all and once more for each of these groups of roles.
GROUPS = (("member",), ("minister", "official"), ("witness", "regulator"))
#: How much each block weighs against the cues (found by cross-validation over meetings).
ROLE_SCALE, GROUP_SCALE, VECTOR_SCALE, GROUP_VECTOR_SCALE = 2.0, 0.7, 2.0, 1.5
#: Strength of the ridge penalty (scikit-learn's C).
C_MESSAGE, C_KIND = 1 / 3, 0.3
#: A classifier that one goes on from counts as so many labelled sentences.
PRIOR_SENTENCES = 400
#: Of the weights on disk: raised when `features` changes in another way than by its cues, roles and groups.
FORMAT = 3
#: A sentence's vectors: of the encoder minilm and, behind it, of the same adapted to tell what sentences do ("messages").
DIMS = 384
#: Sentences that are scored at a time.
BATCH = 4096
DATA = Path(__file__).parent / "data"
WEIGHTS = DATA / "weights"


@dataclass(frozen=True, slots=True)
class Weights:
    """A trained classifier. message: (f + 1,) weights and intercept; kinds: (5, f + 1), one row a kind of KINDS.

    threshold: a sentence is a message from this score on. features: their names, so that other cues are noticed.
    """

    message: np.ndarray
    kinds: np.ndarray
    threshold: float
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """What is known of each sentence: score (n,) in 0..1; message (n,) bool; kind, addressee: strings."""

    score: np.ndarray
    message: np.ndarray
    kind: tuple[str, ...]
    addressee: tuple[str, ...]


def score_sentences(
    texts: Sequence[str],
    roles: Sequence[str],
    vectors: np.ndarray | None,
    weights: Weights | None = None,
    addressees: Addressees | None = None,
    questions: Sequence[str] | None = None,
) -> SentenceScores:
    """Score sentences as messages to those who govern.

    roles: one of ROLES for each sentence, "" where unknown. vectors: (n, 768) the unit vectors of the encoders minilm and messages
    side by side, or None (then cues, shape and role alone decide, which is worse). weights: default: the ones that ship.
    addressees: who can be asked, default: those that ship. questions: what each sentence answers, "" for nothing.
    A sentence's score depends on nothing but itself and its question. kind is "none" for what is no message, unless it is praise.
    """
    import numpy as np

    if weights is None:
        weights = shipped_weights(vectors is not None)
    asked = addressees or default_addressees()
    questions = questions or [""] * len(texts)
    both = np.vstack([weights.message, weights.kinds])
    values = np.zeros((len(texts), len(both)))
    for start in range(0, len(texts), BATCH):  # a row is wide
        some = slice(start, start + BATCH)
        rows = features(texts[some], roles[some], None if vectors is None else vectors[some], questions[some])
        # einsum and not a matrix product: the same sentence has the same score in any company.
        values[some] = np.einsum("if,kf->ik", rows, both)
    score, by_kind = 1 / (1 + np.exp(-values[:, 0])), values[:, 1:]
    message = score >= weights.threshold
    up = by_kind[:, :3].argmax(axis=1)
    praise = by_kind.argmax(axis=1) == KINDS.index("praise")
    kind = tuple(
        KINDS[u] if m else "praise" if p else "none"
        for u, m, p in zip(up.tolist(), message.tolist(), praise.tolist(), strict=True)
    )
    return SentenceScores(score, message, kind, tuple(map(asked.addressee, texts)))


def features(
    texts: Sequence[str], roles: Sequence[str], vectors: np.ndarray | None, questions: Sequence[str]
) -> np.ndarray:
    """(n, f) float64: cues and shapes, the same by group of roles, the role, the cues of the question, each vector if there are any
    and the same by group, a one for the intercept.
    """
    import numpy as np

    role = np.array([[r == known for known in ROLES] for r in roles], dtype=np.float64).reshape(len(roles), len(ROLES))
    cues = cue_features(texts).astype(np.float64)
    of_group = [np.array([r in group for r in roles], dtype=np.float64).reshape(-1, 1) for group in GROUPS]
    blocks = [cues, *(GROUP_SCALE * cues * in_group for in_group in of_group), ROLE_SCALE * role]
    distinct = {q: i for i, q in enumerate(dict.fromkeys(["", *questions]))}
    asked = cue_features(list(distinct)).astype(np.float64)
    asked[0] = 0  # no question is no short question
    blocks.append(asked[[distinct[q] for q in questions]])
    for i in range(0 if vectors is None else 2):
        rows = np.asarray(vectors, dtype=np.float64)[:, i * DIMS : (i + 1) * DIMS]
        blocks += [VECTOR_SCALE * rows, *(GROUP_VECTOR_SCALE * rows * in_group for in_group in of_group)]
    blocks.append(np.ones((len(texts), 1)))
    return np.hstack(blocks)


def train(
    labelled: Sequence[Mapping[str, Any]],
    vectors: np.ndarray | None,
    threshold: float | None = None,
    prior: Weights | None = None,
) -> Weights:
    """Fit the classifier on labelled sentences: `text`, `speaker_role`, `message` (0 or 1), `kind`, perhaps a `weight` (1) and
    the `question` that it answers.

    vectors: (n, 768) as of `score_sentences`, or None. threshold: None finds the one with the best F1 in
    cross-validation over `meeting` (or over fifths of the sentences where none is named).
    prior: a classifier to go on from, which counts as PRIOR_SENTENCES sentences; its threshold stays.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    whole_rows = features(
        [x["text"] for x in labelled],
        [x.get("speaker_role") or "" for x in labelled],
        vectors,
        [x.get("question") or "" for x in labelled],
    )
    rows = whole_rows[:, :-1]
    truth = np.array([int(x["message"]) for x in labelled])
    kinds = np.array([KINDS.index(x.get("kind") or "none") for x in labelled])
    weight = np.array([float(x.get("weight", 1.0)) for x in labelled])

    if prior is not None:
        message = _fit_with_prior(prior.message[None, :], whole_rows, truth[:, None] == [1], weight, C_MESSAGE)[0]
        by_kind = _fit_with_prior(prior.kinds, whole_rows, kinds[:, None] == np.arange(len(KINDS)), weight, C_KIND)
        return Weights(message, by_kind, prior.threshold if threshold is None else threshold, feature_names())

    def fit(which: np.ndarray) -> Any:
        return LogisticRegression(C=C_MESSAGE, solver="newton-cholesky").fit(rows[which], truth[which], weight[which])

    if threshold is None:
        groups = np.array([str(x.get("meeting") or i % 5) for i, x in enumerate(labelled)])
        held_out_scores = np.zeros(len(truth))
        for group in sorted(set(groups)):
            in_group = groups == group
            held_out_scores[in_group] = fit(~in_group).predict_proba(rows[in_group])[:, 1]
        threshold = _best_threshold(truth, held_out_scores)
    classifier = fit(np.ones(len(truth), dtype=bool))
    by_kind = LogisticRegression(C=C_KIND, max_iter=2000).fit(rows, kinds, weight)
    message = np.append(classifier.coef_[0], classifier.intercept_[0])
    table = np.full((len(KINDS), rows.shape[1] + 1), 0.0)
    table[:, -1] = -20.0  # a kind that nobody labelled is never said
    for line, kind in enumerate(by_kind.classes_):
        table[kind] = np.append(by_kind.coef_[line], by_kind.intercept_[line])
    return Weights(message, table, float(np.round(threshold, 4)), feature_names())


def _fit_with_prior(prior: np.ndarray, rows: np.ndarray, truth: np.ndarray, weight: np.ndarray, c: float) -> np.ndarray:
    """(k, f) weights of a logistic (k = 1) or multinomial regression with a Gaussian prior around `prior`.

    rows: (n, f). truth: (n, k) what each row is. weight: (n,). The precision of the prior is 1 / c plus the diagonal of the
    Fisher information of PRIOR_SENTENCES such rows (the Laplace approximation; Spiegelhalter and Lauritzen 1990,
    doi:10.1002/net.3230200507), so that ten sentences weigh as ten beside that many.
    """
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import expit, log_expit, log_softmax, softmax

    before = rows @ prior.T
    p = expit(before) if len(prior) == 1 else softmax(before, axis=1)
    precision = 1 / c + PRIOR_SENTENCES * ((p * (1 - p)).T @ rows**2) / len(rows)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        moved = flat.reshape(prior.shape) - prior
        logits = rows @ flat.reshape(prior.shape).T
        if len(prior) == 1:
            fit = np.where(truth, log_expit(logits), log_expit(-logits))
            slope = expit(logits) - truth
        else:
            fit = np.where(truth, log_softmax(logits, axis=1), 0.0)
            slope = softmax(logits, axis=1) - truth
        value = -(weight @ fit.sum(axis=1)) + (precision * moved**2).sum() / 2
        return float(value), ((slope * weight[:, None]).T @ rows + precision * moved).ravel()

    return np.asarray(minimize(loss, prior.ravel(), jac=True, method="L-BFGS-B").x.reshape(prior.shape))


def save(weights: Weights, path: Path) -> None:
    """Write PATH.safetensors and PATH.json."""
    import numpy as np
    from safetensors.numpy import save_file

    arrays = {"message": weights.message.astype(np.float32), "kinds": weights.kinds.astype(np.float32)}
    save_file(arrays, path.with_suffix(".safetensors"))
    plain = {
        "format": FORMAT,
        "threshold": weights.threshold,
        "features": list(weights.features),
        "kinds": list(KINDS),
        "roles": list(ROLES),
        "groups": [list(group) for group in GROUPS],
    }
    path.with_suffix(".json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> Weights:
    """The inverse of `save`. Raises ValueError if the weights were trained on other cues than these."""
    import numpy as np
    from safetensors.numpy import load_file

    arrays = load_file(path.with_suffix(".safetensors"))
    plain = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    groups = tuple(tuple(group) for group in plain.get("groups", ()))
    if (plain.get("format"), tuple(plain["features"]), tuple(plain["roles"]), groups) != (
        FORMAT,
        feature_names(),
        ROLES,
        GROUPS,
    ):
        raise ValueError(f"{path.name} was trained on other cues; train it again")
    message, kinds = arrays["message"].astype(np.float64), arrays["kinds"].astype(np.float64)
    return Weights(message, kinds, float(plain["threshold"]), tuple(plain["features"]))


@cache
def shipped_weights(with_vectors: bool) -> Weights:
    """The weights that ship with the package. Raises InstallationError if they are not whole."""
    from safetensors import SafetensorError

    path = WEIGHTS if with_vectors else WEIGHTS.with_name("weights_without_vectors")
    try:
        return load(path)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise InstallationError("the message finder that ships is not whole", path, "Install textmine again") from error


def _best_threshold(truth: np.ndarray, score: np.ndarray) -> float:
    """The score from which on F1 is best; halfway to the next one below."""
    import numpy as np

    order = np.argsort(-score, kind="stable")
    right = np.cumsum(truth[order])
    f1 = 2 * right / (np.arange(1, len(truth) + 1) + truth.sum())
    best = int(f1.argmax())
    below = score[order][best + 1] if best + 1 < len(truth) else 0.0
    return float((score[order][best] + below) / 2)
