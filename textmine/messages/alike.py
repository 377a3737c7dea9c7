"""Which sentences say the same: how alike two are, and the groups that this makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.messages.message_cues import WORD, plain, strip_speaker

if TYPE_CHECKING:
    import numpy as np

#: How much the likeness of their content words counts beside the cosine of their vectors, and that their passages are of one theme.
WORDS, THEME = 0.75, 0.1
#: Sentences are joined while the mean likeness between two groups is at least this; see MESSAGES_CARD.md for what it was chosen on.
#: The more sentences there are, the more are alike by chance: the limit rises until no more than PAIRS of them are so alike.
SAME, PAIRS = 0.50, 1400

_STOP = frozenset(
    "the and but for with from was were been its that this these those you she they our your his her their them has have "
    "had not then than there who what when which would could should can will just one all out are did does into over how "
    "why because about any some more very "
    # whom it is said to and how, which is not what is said
    "nhs england improvement nhse nhsi minister ministers government treasury department ministry national nationally "
    "centre people top please tell ask want like message plea say said know need let make get give take charge "
    # how much and when, which many matters have in common
    "two three four five six seven eight nine ten eleven twelve dozen hundred thousand million half year years month months week weeks "
    "day days time times now today tomorrow again every each first last next long".split()
)


def content_words(text: str) -> set[str]:
    """The content words of a sentence, cut to six letters; "ring-fence" and "ring fence" are the same two."""
    words = WORD.findall(strip_speaker(plain(text)).lower())
    return {w[:6] for word in words for w in ([word] if word[0] == "[" else word.split("-")) if _is_content_word(w)}


def _is_content_word(word: str) -> bool:
    return len(word) > 2 and word[0] != "[" and "'" not in word and word not in _STOP  # "isn't" is about nothing


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike sentences are: the cosine of their vectors plus WORDS times that of their words, weighted by how few have them, plus THEME
    where their passages are of one theme.

    vectors: (n, d) unit vectors. words: (n, v) sparse rows of unit length, zero where a sentence has no content word. themes: (n,) a
    number a theme, -1 for none.
    """

    vectors: np.ndarray
    words: Any
    themes: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str], vectors: np.ndarray, themes: Sequence[str]) -> Likeness:
        """Of n sentences, their vectors and the themes of their passages, "" for none."""
        import numpy as np
        from scipy.sparse import csr_matrix

        bags = [sorted(content_words(text)) for text in texts]
        counts = Counter(w for bag in bags for w in bag)
        column = {w: i for i, w in enumerate(sorted(counts))}
        cells = [(i, column[w], np.log((len(texts) + 1) / counts[w])) for i, bag in enumerate(bags) for w in bag]
        row, col, value = zip(*cells, strict=True) if cells else ((), (), ())
        rows = csr_matrix((value, (row, col)), shape=(len(texts), max(len(column), 1)), dtype=float)
        norm = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
        norm[norm == 0] = 1
        number = {"": -1} | {theme: i for i, theme in enumerate(sorted(set(themes) - {""}))}
        return cls(
            vectors, csr_matrix(rows.multiply(1 / norm[:, None])), np.array([number[t] for t in themes], dtype=int)
        )

    def between(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        """(len(some), len(others)) the likeness of the sentences with these numbers."""
        import numpy as np

        # einsum and not a matrix product: the same pair is as alike in any company.
        cosine = np.einsum("id,jd->ij", self.vectors[some], self.vectors[others], optimize=True)
        shared = np.asarray((self.words[some] @ self.words[others].T).todense())
        of_one = (self.themes[some, None] == self.themes[None, others]) & (self.themes[some, None] >= 0)
        return np.asarray(np.round(cosine + WORDS * shared + THEME * of_one, 5))


def groups(likeness: Likeness, members: np.ndarray) -> tuple[list[np.ndarray], float]:
    """The members that say the same, in groups (agglomerative, average linkage), and from which likeness on they were joined."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    if len(members) < 2:
        return ([members] if len(members) else []), SAME
    similarity = likeness.between(members, members)
    pairs = np.sort(similarity[np.triu_indices(len(members), 1)])
    same = max(SAME, float(pairs[-PAIRS]) if len(pairs) > PAIRS else 0.0)
    most = 1 + WORDS + THEME
    distance = np.clip(most - similarity, 0, 4)
    np.fill_diagonal(distance, 0)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=most - same
    )
    labels = clustering.fit_predict(distance)
    return [members[labels == label] for label in range(int(labels.max()) + 1)], same
