"""Latent axes of a corpus' own words, and the embedding backend that sets them beside the encoder's vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.extmath import randomized_svd
from sklearn.utils.validation import check_is_fitted

from textmine.topics.bertopic_library import BaseEmbedder
from textmine.topics.context import USUAL, amid, document_numbers
from textmine.topics.model import ASIDE, WORD, set_aside, word_weights

if TYPE_CHECKING:
    import numpy as np

#: Latent axes of the words; a word counts if so many texts use it; so many words at most.
LATENT, LEAST_USES, MOST_WORDS = 60, 3, 20_000


class WordAxes(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Texts -> (n, l) latent semantic axes of their words (Deerwester et al. 1990, JASIS 41:391).

    Truncated SVD (randomised: Halko, Martinsson and Tropp 2011, SIAM Review 53:217) of tf-idf: 1 + log(count), times idf, rows of unit length. n_components: axes; fewer where the texts have no
    more. min_df: a word counts if so many texts use it (of fewer than 100 texts: one). max_features: the most frequent words.
    Learned: words_ (v,) in order; idf_ (v,); components_ (v, l), each axis with its largest entry positive. l is 0 where no
    two words are used.
    """

    def __init__(
        self,
        n_components: int = LATENT,
        *,
        min_df: int = LEAST_USES,
        max_features: int = MOST_WORDS,
        random_state: int | None = 0,
    ) -> None:
        self.n_components = n_components
        self.min_df = min_df
        self.max_features = max_features
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: object = None) -> WordAxes:  # noqa: ARG002, N803
        """Learn the axes of n texts."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Sequence[str], y: object = None) -> np.ndarray:  # noqa: ARG002, N803
        """Learn the axes of n texts; (n, l) where each lies on them."""
        import numpy as np

        tfidf = TfidfVectorizer(
            preprocessor=str.casefold,
            token_pattern=WORD.pattern,
            sublinear_tf=True,
            min_df=self.min_df if len(X) >= 100 else 1,
            max_features=self.max_features,
        )
        self.words_: tuple[str, ...] = ()
        self.idf_, self.components_ = np.zeros(0), np.zeros((0, 0))
        try:
            weights = tfidf.fit_transform(X)
        except ValueError:  # no word is used by enough texts
            return np.zeros((len(X), 0))
        width = min(self.n_components, weights.shape[1] - 1, len(X) - 1)
        if width < 2:
            return np.zeros((len(X), 0))
        self.words_ = tuple(tfidf.get_feature_names_out().tolist())
        self.idf_ = tfidf.idf_
        axes = randomized_svd(weights, width, n_iter=6, random_state=self.random_state)[2]
        self.components_ = np.ascontiguousarray(axes.T * np.sign(axes[np.arange(width), np.abs(axes).argmax(axis=1)]))
        return self.transform(X)

    def transform(self, X: Sequence[str]) -> np.ndarray:  # noqa: N803
        """(n, l) where each text lies; a text at a time, so that it does not depend on the others."""
        import numpy as np

        check_is_fitted(self, "components_")
        if not self.words_:
            return np.zeros((len(X), 0))
        return np.asarray(word_weights(X, self.words_, self.idf_) @ self.components_)

    def __sklearn_tags__(self) -> Any:
        """Its samples are texts."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string, tags.input_tags.two_d_array = True, False
        return tags


class MeaningAndWords(BaseEmbedder):  # type: ignore[misc]
    """BERTopic's `embedding_model`: texts -> (n, d + l + 1), the encoder's unit vectors beside the latent axes of their words.

    The axes are not scaled: a text lies on them with the share of its words that they know, about 0.5. So a cosine of two
    such rows is mostly one of the encoder, and `LatentSpace(n_word_axes=l, has_documents=True)` sees both halves. The last column
    tells documents apart (see `document_numbers`); texts that are embedded without saying so stand alone.
    encode: texts -> (m, d) unit vectors; None where vectors are always given. words: a `WordAxes`, learned from the first
    texts that are embedded where it is not fitted yet (as BERTopic's own backend for scikit-learn does). aside: None or (p, d) unit
    vectors of what is of no interest (see `Topics.aside`); short texts near them (see `set_aside` for `aside_limits`) have
    zero vectors, which are put nowhere. context: how much a text's window counts beside it (see `context.amid`).
    """

    def __init__(
        self,
        encode: Callable[[list[str]], np.ndarray] | None = None,
        words: WordAxes | None = None,
        aside: np.ndarray | None = None,
        aside_limits: tuple[float, int | None] = ASIDE,
        context: float = USUAL,
    ) -> None:
        super().__init__()
        self.encode, self.words = encode, words if words is not None else WordAxes()
        self.aside, self.aside_limits, self.context = aside, aside_limits, context

    def embed(self, documents: Sequence[str], verbose: bool = False) -> np.ndarray:  # noqa: ARG002
        """(n, d + l + 1) rows of n texts. Raises ValueError where there is no encoder."""
        import numpy as np

        if self.encode is None:
            raise ValueError("this model has no encoder; give it one with MeaningAndWords(encode=...)")
        return self.beside(documents, np.asarray(self.encode(list(documents)), dtype=np.float64))

    def beside(
        self,
        documents: Sequence[str],
        vectors: np.ndarray,
        groups: Sequence[str] | None = None,
        around: np.ndarray | None = None,
    ) -> np.ndarray:
        """(n, d + l + 1) rows of n texts whose (n, d) vectors are there already. groups: the document of each text, or None.

        around: (n, d) vectors of the texts' windows, or None (see `context.windows`).
        """
        import numpy as np

        fitted = hasattr(self.words, "components_")
        axes = self.words.transform(documents) if fitted else self.words.fit_transform(documents)
        vectors = np.asarray(vectors, dtype=np.float64)
        seen = amid(vectors, around, self.context)
        if self.aside is not None and len(self.aside):
            seen = np.where(set_aside(documents, vectors, self.aside, self.aside_limits)[:, None], 0.0, seen)
        return np.hstack([seen, axes, document_numbers(groups, len(axes))[:, None]])
