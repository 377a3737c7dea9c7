"""The words that one place or phase uses more than the others, when they speak of the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from textmine.errors import UsageError
from textmine.prevalence.intervals import benjamini_hochberg

if TYPE_CHECKING:
    import pandas as pd

#: A word used in fewer documents of a group is a matter of one meeting.
MIN_DOCUMENTS = 2


def keyness(
    tokens: Sequence[Sequence[str]],
    groups: Sequence[str],
    documents: Sequence[str],
    prior: float = 500.0,
    top: int = 20,
) -> pd.DataFrame:
    """Words of each group against all others: log-odds with an informative Dirichlet prior, documents as the unit.

    tokens: of each segment (words or phrases as they are to be counted). groups, documents: of each segment; segments of
        the group "" are left out. prior: how many words the prior weighs, spread as the words of all groups are.
        top: how many words a group at most.

    Returns `group, term, log_odds, z, q, count, documents`, groups in order and strongest first: words used more than
    elsewhere, in two documents of the group at least. log_odds is in nats; z its ratio to the standard error, the larger of
    the model's and that between documents (linearised, so that a word of one talkative meeting is not the group's); q: the
    false-discovery rate over all words and groups, one-sided.
    Source: Monroe, Colaresi and Quinn 2008, Political Analysis 16:372 (eqs. 16, 18-22); variance: Binder 1983,
    International Statistical Review 51:279. Raises UsageError where the three do not have the same length.
    """
    import pandas as pd
    from scipy.sparse import coo_matrix
    from scipy.stats import norm

    if not len(tokens) == len(groups) == len(documents):
        raise UsageError("tokens, groups and documents must have the same length", "keyness")
    if prior <= 0:
        raise UsageError("prior must be more than 0", "keyness")
    columns = ["group", "term", "log_odds", "z", "q", "count", "documents"]
    rows_kept = [i for i, g in enumerate(groups) if g != "" and len(tokens[i])]
    terms = sorted({t for i in rows_kept for t in tokens[i]})
    units = sorted({(groups[i], documents[i]) for i in rows_kept})
    if len({g for g, _ in units}) < 2 or len(terms) < 2:
        return pd.DataFrame(columns=columns)
    column, row = {t: j for j, t in enumerate(terms)}, {u: j for j, u in enumerate(units)}
    at = [(row[groups[i], documents[i]], column[t]) for i in rows_kept for t in tokens[i]]
    r, c = np.array(at).T
    counts = coo_matrix((np.ones(len(at)), (r, c)), (len(units), len(terms))).tocsr()  # documents x terms
    alpha = prior * np.asarray(counts.sum(axis=0)).ravel() / counts.sum()
    group_of = np.array([g for g, _ in units])

    def log_odds(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(terms,) log-odds of each term among the documents `part`, and their variance."""
        some = counts[np.flatnonzero(part)]
        words = np.asarray(some.sum(axis=1)).ravel()
        total = words.sum() + prior
        p = (np.asarray(some.sum(axis=0)).ravel() + alpha) / total
        # sum over documents of (y_d - p n_d)^2, without a dense matrix
        squares = (
            np.asarray(some.multiply(some).sum(axis=0)).ravel()
            - 2 * p * np.asarray(some.multiply(words[:, None]).sum(axis=0)).ravel()
            + p**2 * (words**2).sum()
        )
        m = some.shape[0]
        between = squares.clip(0) * m / max(1, m - 1) / (total * p * (1 - p)) ** 2
        return np.log(p / (1 - p)), np.maximum(between, 1 / (total * p) + 1 / (total * (1 - p)))

    out = []
    for group in sorted(set(group_of)):
        in_group = group_of == group
        (own_odds, v), (other_odds, u) = log_odds(in_group), log_odds(~in_group)
        delta = own_odds - other_odds
        own_counts = counts[np.flatnonzero(in_group)]
        n_documents = np.asarray((own_counts > 0).sum(axis=0)).ravel()
        frame = pd.DataFrame({"group": group, "term": terms, "log_odds": delta, "z": delta / np.sqrt(v + u)})
        frame["count"], frame["documents"] = np.asarray(own_counts.sum(axis=0)).ravel().astype(int), n_documents
        out.append(frame[n_documents >= MIN_DOCUMENTS])
    table = pd.concat(out, ignore_index=True)
    table["q"] = benjamini_hochberg(norm.sf(table["z"].to_numpy(dtype=float)))
    table = table[table["log_odds"] > 0].sort_values(["group", "z", "term"], ascending=[True, False, True])
    return table.groupby("group", sort=True).head(top).reset_index(drop=True)[columns]
