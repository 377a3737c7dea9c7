"""CountVectorizers for BERTopic: of the phrases that may name a topic, and of the words that a version holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from textmine.topics.phrases import Grammar, grammar, phrases

#: What BERTopic itself writes where there is no word.
NO_PHRASE = ""


class PhraseVectorizer(CountVectorizer):  # type: ignore[misc]
    """BERTopic's `vectorizer_model`: texts -> (n, v) counts of the noun phrases of one to four words in them.

    The parameters are those of `CountVectorizer`; stop_words (a list) are words that make no phrase, beside our own, and
    ngram_range, analyzer, tokenizer and preprocessor are not used: what a phrase is, is read from the texts themselves (see
    `phrases.grammar`). A phrase counts under its key, without the endings of number. A text without any counts as NO_PHRASE,
    because BERTopic cannot take a topic without words.
    Learned beside `vocabulary_`: grammar_.
    """

    grammar_: Grammar

    def fit(self, raw_documents: Sequence[str], y: object = None) -> PhraseVectorizer:  # noqa: ARG002
        """Learn the grammar of texts and the phrases in them."""
        self.fit_transform(raw_documents)
        return self

    def fit_transform(self, raw_documents: Sequence[str], y: object = None) -> Any:
        """Learn the grammar of texts and the phrases in them; (n, v) sparse counts."""
        if isinstance(raw_documents, str):
            raise ValueError("an iterable over texts was expected, not one text")
        documents = list(raw_documents)
        self.grammar_ = grammar(documents, list(self.stop_words or ()) if self.stop_words != "english" else ())
        self._found: dict[str, dict[str, str]] = {}
        return _filled(self, super().fit_transform(documents, y))

    def build_analyzer(self) -> Callable[[str], list[str]]:
        """Text -> the keys of its phrases, each as often as it is said."""

        def analyse(document: str) -> list[str]:
            return [key for key, _ in phrases(document, self.grammar_)] or [NO_PHRASE]

        return analyse

    def phrases_of(self, documents: Sequence[str]) -> list[dict[str, str]]:
        """For each text its phrases: key -> as written in small letters. Each text is read once."""
        for text in documents:
            if text not in self._found:
                self._found[text] = dict(phrases(text, self.grammar_))
        return [self._found[text] for text in documents]

    def __getstate__(self) -> dict[str, Any]:
        """Without the texts that were read."""
        return {**super().__getstate__(), "_found": {}}


class KnownWords(CountVectorizer):  # type: ignore[misc]
    """A `CountVectorizer` of a fixed vocabulary that counts only what of it is said, so that each word has an idf.

    A text that says none of it counts as NO_PHRASE. Raises ValueError where no text says any.
    """

    def fit_transform(self, raw_documents: Sequence[str], y: object = None) -> Any:
        """(n, v) sparse counts of the words of the vocabulary that are said."""
        counts = super().fit_transform(raw_documents, y)
        said = np.flatnonzero(np.asarray(counts.sum(axis=0)).ravel())
        if not len(said):
            raise ValueError("no text says a word of the vocabulary")
        words = self.get_feature_names_out()[said].tolist()
        self.vocabulary_ = {word: column for column, word in enumerate(words)}
        return _filled(self, counts[:, said])


def _filled(vectorizer: CountVectorizer, counts: Any) -> Any:
    """Counts in which each text has a word, and of which there are two: BERTopic cannot take less. The vocabulary grows."""
    vocabulary = vectorizer.vocabulary_
    empty = np.asarray(counts.sum(axis=1)).ravel() == 0
    if counts.shape[1] > 1 and not empty.any():
        return counts
    vocabulary[NO_PHRASE if NO_PHRASE not in vocabulary else " "] = counts.shape[1]
    column = empty if empty.any() else ~empty
    return sparse.hstack([counts, column[:, None].astype(counts.dtype)]).tocsr()
