"""Finding topics: a BERTopic model of our parts is fitted, and what is kept of it becomes `Topics`."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textmine.programme import Finder
from textmine.topics.label_bank import LabelBank, named_by_bank
from textmine.topics.model import Topics, in_document, likeness, place, reduce, set_aside
from textmine.topics.naming import NAMELESS, Wording
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np
    from bertopic import BERTopic


ROBUST, FAIR = 0.75, 0.6
#: A topic whose texts are on the average so near to what is set aside is about the same.
TALK = 0.325
#: What a neighbour in the same document weighs in a fit. 2 agrees best with people's topics (docs/adr/0012), and comes with themes of fewer numbers.
NEIGHBOURS = 0.0
#: With what a text ends; BERTopic joins the texts of a topic by a blank, and no phrase may run from one to the next.
ENDS = (".", "!", "?")


def warm_up() -> None:
    """Import what a fit needs in another thread, while the encoder works; a fit waits for it."""
    threading.Thread(target=_parts, daemon=True).start()


@contextmanager
def _orderly() -> Iterator[None]:
    """Sums in one order, so that the bytes do not depend on the machine's cores; no word on runs that are meant to be short."""
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


def fit_topics(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    groups: Sequence[str] | None = None,
    n_themes: int | None = None,
    seed: int = 0,
    avoid: Sequence[str] = (),
    aside: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    known: np.ndarray | None = None,
    finder: Finder = "consensus",
    bank: LabelBank | None = None,
) -> Topics:
    """Find topics.

    texts: n, clean, without masks. vectors: (n, d) unit rows. groups: the document of each text, whose texts stand together in
    their order: each is seen in its context (see `in_context`), and the bootstrap draws documents. n_themes: None finds a number by steadiness. avoid: words that make no name (names of places). aside: (p, d)
    unit vectors of what is of no interest (see `Topics`); texts near them take no part. encode: gives phrases their
    vectors, so that names are chosen which lie near the middle of their topic; without it names are chosen by counts alone.
    known: (n,) the theme each text is known to belong to (of the model before, and by people), -1 for none. It votes in the
    consensus, and its number of themes stays while that is about as steady as any; so themes outlive new texts and seeds.
    bank: plain names, from which a topic is named where they fit surely (see `named_by_bank`); without it all are named in phrases of the texts.
    finder: "consensus" (`ConsensusClustering`) or "hdbscan" (`DensityClustering`, where a part of the texts is in no topic).
    The same input and seed give the same topics, on one thread or many. Few or equal texts give few topics, down to one;
    no texts, or texts that say nothing, none. Raises InstallationError where the finder's packages are missing.
    """
    import numpy as np

    vectors = np.asarray(vectors, dtype=np.float64)
    aside = np.zeros((0, vectors.shape[1])) if aside is None else np.asarray(aside, dtype=np.float64)
    settings: dict[str, Any] = {"n_themes": n_themes, "seed": seed}
    if finder != "consensus":
        settings["finder"] = finder
    speaks, direct = np.asarray(vectors.any(axis=1)), set_aside(vectors, aside)
    if not (speaks & ~direct).any():  # also where there are no texts
        none = np.zeros((0, 0))
        return Topics(np.zeros(0), none, (), np.zeros(0), none, none, none, aside, none, *((),) * 7, settings)
    groups = list(groups) if groups is not None else [str(i) for i in range(len(texts))]
    units = np.unique(np.asarray(groups), return_inverse=True)[1]
    topics_of = _parts()
    with _orderly():
        model = fit_model(
            texts,
            vectors,
            groups=groups,
            n_themes=n_themes,
            seed=seed,
            avoid=avoid,
            aside=aside,
            encode=encode,
            known=known,
            finder=finder,
        )
        topics = topics_of(model)
        topics = replace(topics, settings={**settings, **topics.settings})
        alone = reduce(topics, texts, vectors)
        rows = in_document(topics, alone, direct | ~speaks, groups)
        topics = _by_size(topics, place(topics, rows, speaks, direct).primary)
        labels = place(topics, rows, speaks, direct).primary
        if bank is not None:
            topics = replace(topics, names=named_by_bank(topics.names, bank, texts, vectors, labels))
        wording = Wording(
            model.vectorizer_model.grammar_,
            model.vectorizer_model.phrases_of(_ended(texts)),
            units,
            (lambda phrases: reduce(topics, phrases, np.asarray(encode(phrases), dtype=np.float64)))
            if encode
            else None,
        )
        return _described(topics, texts, units, rows, alone, labels, speaks, direct, wording, seed)


@_orderly()
def fit_model(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    groups: Sequence[str] | None = None,
    n_themes: int | None = None,
    seed: int = 0,
    avoid: Sequence[str] = (),
    aside: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    known: np.ndarray | None = None,
    finder: Finder = "consensus",
) -> BERTopic:
    """The `bertopic.BERTopic` that is fitted; parameters as of `fit_topics`, at least one text must say something.

    Its parts are `MeaningAndWords`, `LatentSpace`, `ConsensusClustering` or `DensityClustering`, `PhraseVectorizer`,
    BERTopic's `ClassTfidfTransformer`, and `PhraseTerms` with `PhraseNames` as the aspect "Name". What is near `aside`, and
    what was found to be like it, is among its outliers. Its `topics_` and its `transform(texts, embeddings)` with `embedding_model.beside(texts, vectors)` are `assign` of
    `topics_of(model)` (but for the `topics_` of the finder "hdbscan", which are HDBSCAN's). Methods of BERTopic that change the model (`topics_over_time`, `topics_per_class`, `reduce_topics`)
    change nothing in `Topics` that were taken from it before.
    """
    import numpy as np

    _parts()
    from sklearn.base import clone

    from textmine.topics.bertopic_library import BERTopic, ClassTfidfTransformer
    from textmine.topics.consensus import LEFT_OUT, ConsensusClustering
    from textmine.topics.density import DensityClustering, libraries
    from textmine.topics.latent_space import LatentSpace
    from textmine.topics.representation import PhraseNames, PhraseTerms
    from textmine.topics.vectorizer import PhraseVectorizer
    from textmine.topics.words import MeaningAndWords, WordAxes

    if finder == "hdbscan":
        libraries()
    vectors = np.asarray(vectors, dtype=np.float64)
    aside = np.zeros((0, vectors.shape[1])) if aside is None else np.asarray(aside, dtype=np.float64)
    known = None if known is None else np.asarray(known)
    words = WordAxes()
    backend = MeaningAndWords(encode, words)
    embeddings = backend.beside(texts, vectors, groups)
    width = embeddings.shape[1] - vectors.shape[1] - 1
    space = LatentSpace(n_word_axes=width, has_documents=True, context=NEIGHBOURS, aside=aside)
    teach, aside_centres = known, None
    if len(aside):
        rows = clone(space).set_params(aside=None).fit_transform(embeddings)
        talk = _talk(rows, likeness(vectors, aside), seed, known)
        if (talk >= 0).any():
            teach = np.where(talk >= 0, LEFT_OUT, -1 if known is None else known)
            aside_centres = unit(np.stack([rows[talk == c].mean(axis=0) for c in range(talk.max() + 1)]))
    clustering = {"consensus": ConsensusClustering, "hdbscan": DensityClustering}[finder]
    model = BERTopic(
        embedding_model=backend,
        umap_model=space,
        hdbscan_model=clustering(n_themes, aside_centers=aside_centres, random_state=seed),
        vectorizer_model=PhraseVectorizer(stop_words=list(avoid)),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model={"Main": PhraseTerms(groups), "Name": PhraseNames(groups)},
    )
    model.fit(_ended(texts), embeddings, y=teach)
    return model


def _parts() -> Any:
    """Import what a fit needs."""
    from textmine.topics import consensus, density, latent_space, representation, steadiness, vectorizer, words  # noqa: F401
    from textmine.topics.bertopic_model import topics_of

    return topics_of


def _talk(rows: np.ndarray, like: np.ndarray, seed: int, known: np.ndarray | None) -> np.ndarray:
    """(n,) of each text the topic about what is set aside that it is in, numbered from 0, -1 for the others.

    like: (n,) how near each text is to what is set aside. What is mostly known as a theme is none.
    """
    import numpy as np

    from textmine.topics.consensus import ConsensusClustering
    from textmine.topics.steadiness import usual

    # Finer than themes are: talk stands apart there.
    labels = ConsensusClustering(max(1, round(1.5 * usual(len(rows)))), floor=-2.0, random_state=seed).fit(rows).labels_
    found = list(range(labels.max() + 1))
    talk = [c for c in found if like[labels == c].mean() >= TALK]
    if known is not None:
        talk = [c for c in talk if (known[labels == c] >= 0).mean() < 0.5]
    if len(talk) == len(found):
        talk = []  # nothing but talk: it is then what the corpus is about
    number = np.full(len(found) + 1, -1)
    number[talk] = range(len(talk))
    return np.asarray(number[labels])


def _by_size(topics: Topics, labels: np.ndarray) -> Topics:
    """The topics that texts are in, the largest first."""
    import numpy as np

    sizes = np.bincount(labels[labels >= 0], minlength=len(topics))
    order = [int(c) for c in np.argsort(-sizes, kind="stable") if sizes[c]]
    return replace(
        topics,
        centres=topics.centres[order],
        names=tuple(topics.names[c] for c in order),
        terms=tuple(topics.terms[c] for c in order),
    )


def _described(
    topics: Topics,
    texts: Sequence[str],
    units: np.ndarray,
    rows: np.ndarray,
    alone: np.ndarray,
    labels: np.ndarray,
    speaks: np.ndarray,
    direct: np.ndarray,
    wording: Wording,
    seed: int,
) -> Topics:
    """Topics with their steadiness, sub-topics and typical texts, which stand for a topic by themselves, without context."""
    import numpy as np

    from textmine.topics.steadiness import bootstrap, parts_of
    from textmine.topics.typical import representatives_of

    near, matter = rows.astype(np.float32), labels >= 0
    heard = np.unique(units[matter], return_inverse=True)[1]  # documents of which nothing counts are not drawn
    stability = bootstrap(near[matter], labels[matter], heard, len(topics), seed)
    owners, centres = parts_of(near, labels, len(topics), seed)
    unnamed = replace(topics, part_centres=centres, parts=tuple((k, "") for k in owners))
    parts = place(unnamed, rows, speaks, direct).part
    names = wording.names(parts, centres, [topics.names[k] for k in owners])
    middles = unit(np.stack([alone[labels == k].mean(axis=0) for k in range(len(topics))]))
    nameless = {k for k, name in zip(owners, names, strict=True) if name.startswith(NAMELESS)}
    kept = [i for i, k in enumerate(owners) if k not in nameless]
    return replace(
        topics,
        representatives=representatives_of(texts, units, labels, alone, middles),
        stability=stability,
        marks=tuple("robust" if s >= ROBUST else "fair" if s >= FAIR else "tentative" for s in stability),
        part_centres=centres[kept],
        parts=tuple((owners[i], names[i]) for i in kept),
    )


def _ended(texts: Sequence[str]) -> list[str]:
    return [text if text.endswith(ENDS) else f"{text}." for text in texts]
