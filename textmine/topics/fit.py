"""Finding topics: a BERTopic model of our parts is fitted, and what is kept of it becomes `Topics`."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textmine.programme import Finder
from textmine.records import MIXED
from textmine.topics.context import USUAL, amid, strength_of
from textmine.topics.intrusion import intrusion
from textmine.topics.label_bank import LabelBank, named_by_bank
from textmine.topics.lens import Lens
from textmine.topics.model import Topics, in_document, place, reduce, set_aside
from textmine.topics.naming import NAMELESS, Wording
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np
    from bertopic import BERTopic


ROBUST, FAIR = 0.75, 0.6
#: A topic whose texts are less alike (see `intrusion`), or by so many standard deviations nearer to what is set aside than the texts
#: of the corpus are, is none that a reader could name.
ALIKE, TALK = 0.55, 0.65
#: How its name begins.
OTHER = "Other remarks"
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
    around: np.ndarray | None = None,
    n_themes: int | None = None,
    seed: int = 0,
    avoid: Sequence[str] = (),
    aside: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    known: np.ndarray | None = None,
    finder: Finder = "consensus",
    bank: LabelBank | None = None,
    lens: Lens | None = None,
) -> Topics:
    """Find topics.

    texts: n, clean, without masks. vectors: (n, d) unit rows. groups: the document of each text, whose texts stand together in
    their order: each is seen in its context (see `in_context`), and the bootstrap draws documents. around: (n, d) unit rows of their
    windows (see `context.windows`), None where each stands alone. n_themes: None finds a number by steadiness. avoid: words that make no name (names of places). aside: (p, d)
    unit vectors of what is of no interest (see `Topics`); texts near them take no part. encode: gives phrases their
    vectors, so that names are chosen which lie near the middle of their topic; without it names are chosen by counts alone.
    known: (n,) the theme each text is known to belong to (of the model before, and by people), -1 for none. It votes in the
    consensus, and its number of themes stays while that is about as steady as any; so themes outlive new texts and seeds.
    bank: plain names, from which a topic is named where they fit surely (see `named_by_bank`); without it all are named in phrases of the texts.
    lens: further axes for texts of the register that it was learnt from (see `Lens`); texts of another are seen without.
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
    speaks, direct = np.asarray(vectors.any(axis=1)), set_aside(texts, vectors, aside)
    if not (speaks & ~direct).any():  # also where there are no texts
        none = np.zeros((0, 0))
        return Topics(np.zeros(0), none, (), np.zeros(0), none, none, none, aside, none, *((),) * 7, settings, ())
    groups = list(groups) if groups is not None else [str(i) for i in range(len(texts))]
    units = np.unique(np.asarray(groups), return_inverse=True)[1]
    topics_of = _parts()
    with _orderly():
        model = fit_model(
            texts,
            vectors,
            groups=groups,
            around=around,
            n_themes=n_themes,
            seed=seed,
            avoid=avoid,
            aside=aside,
            encode=encode,
            known=known,
            finder=finder,
            lens=lens,
        )
        topics = topics_of(model)
        topics = replace(topics, settings={**settings, **topics.settings})
        seen = amid(vectors, around, topics.settings["context"])
        alone = reduce(topics, texts, vectors)
        rows = in_document(topics, reduce(topics, texts, seen), direct | ~speaks, groups)
        topics = _by_size(topics, place(topics, rows, speaks, direct).primary)
        labels = place(topics, rows, speaks, direct).primary
        wording = Wording(
            model.vectorizer_model.grammar_,
            model.vectorizer_model.phrases_of(_ended(texts)),
            units,
            (lambda phrases: reduce(topics, phrases, np.asarray(encode(phrases), dtype=np.float64)))
            if encode
            else None,
        )
        is_named = (True,) * len(topics)
        if bank is not None and encode is not None:
            said = wording.common(labels, len(topics))
            phrases = LabelBank(said, np.asarray(encode(list(said)), dtype=np.float64))
            names, is_named = named_by_bank(topics.names, bank, phrases, texts, seen, labels)
            topics = replace(topics, names=names)
        topics = _described(topics, texts, units, rows, alone, labels, speaks, direct, wording, seed)
        amid_rows = reduce(topics, texts, seen) if around is not None else alone
        return _judged(topics, amid_rows, labels, _talk(seen, aside), is_named, seed)


@_orderly()
def fit_model(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    groups: Sequence[str] | None = None,
    around: np.ndarray | None = None,
    n_themes: int | None = None,
    seed: int = 0,
    avoid: Sequence[str] = (),
    aside: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    known: np.ndarray | None = None,
    finder: Finder = "consensus",
    lens: Lens | None = None,
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

    from textmine.topics.bertopic_library import BERTopic, ClassTfidfTransformer
    from textmine.topics.consensus import ConsensusClustering
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
    context = strength_of(vectors * ~set_aside(texts, vectors, aside)[:, None], groups) if groups is not None else USUAL
    backend = MeaningAndWords(encode, words, aside, context=context)
    embeddings = backend.beside(texts, vectors, groups, around)
    width = embeddings.shape[1] - vectors.shape[1] - 1
    space = LatentSpace(
        n_word_axes=width,
        has_documents=True,
        context=context,
        lens=None if lens is None else lens.axes,
        lens_weight=0.0 if lens is None else lens.weight(vectors),
    )
    clustering = {"consensus": ConsensusClustering, "hdbscan": DensityClustering}[finder]
    model = BERTopic(
        embedding_model=backend,
        umap_model=space,
        hdbscan_model=clustering(n_themes, random_state=seed),
        vectorizer_model=PhraseVectorizer(stop_words=list(avoid)),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        representation_model={"Main": PhraseTerms(groups), "Name": PhraseNames(groups)},
    )
    model.fit(_ended(texts), embeddings, y=known)
    return model


def _parts() -> Any:
    """Import what a fit needs."""
    from textmine.topics import consensus, density, latent_space, representation, steadiness, vectorizer, words  # noqa: F401
    from textmine.topics.bertopic_model import topics_of

    return topics_of


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


def _talk(vectors: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """(n,) how near texts are to what is set aside, in standard deviations from their mean: the mean of the three nearest, all centred."""
    import numpy as np

    if not len(aside):
        return np.zeros(len(vectors))
    middle = vectors.mean(axis=0)
    near = np.sort(unit(vectors - middle) @ unit(aside - middle).T, axis=1)[:, -3:].mean(axis=1)
    return np.asarray((near - near.mean()) / max(float(near.std()), 1e-9))


def _judged(
    topics: Topics, rows: np.ndarray, labels: np.ndarray, talk: np.ndarray, is_named: Sequence[bool], seed: int
) -> Topics:
    """Topics with how alike their texts are; what is of many things, has no name that fits, or is talk that keeps a meeting going, is
    "mixed" and comes last.

    rows: as of `intrusion`; talk: (n,) of `_talk`; is_named: of `named_by_bank`. Where less than two topics would be left,
    all stay as they are.
    """
    import numpy as np

    alike = intrusion(rows, labels, len(topics), seed)
    is_talk = np.array([talk[labels == k].mean() for k in range(len(topics))]) >= TALK
    found = np.array([1.0 if share is None else share for share in alike])
    mixed = is_talk | (found < ALIKE) | ~np.array(is_named)
    # Half of what is not talk is shown in any case, the most alike first: an empty list helps nobody.
    for k in sorted(np.flatnonzero(mixed & ~is_talk).tolist(), key=lambda k: -found[k]):
        if 2 * (~mixed).sum() < (~is_talk).sum() and not topics.names[k].startswith(NAMELESS):
            mixed[k] = False
    if (~mixed).sum() < 2:
        return replace(topics, alike=alike)
    names = [_as_other(name) if m else name for name, m in zip(topics.names, mixed, strict=True)]
    order = [*np.flatnonzero(~mixed).tolist(), *np.flatnonzero(mixed).tolist()]
    place_of = {k: i for i, k in enumerate(order)}

    def ordered(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(values[k] for k in order)

    return replace(
        topics,
        centres=topics.centres[order],
        names=ordered(names),
        terms=ordered(topics.terms),
        representatives=ordered(topics.representatives),
        stability=ordered(topics.stability),
        alike=ordered(alike),
        marks=ordered([MIXED if m else mark for mark, m in zip(topics.marks, mixed, strict=True)]),
        parts=tuple((place_of[k], name) for k, name in topics.parts),
    )


def _as_other(name: str) -> str:
    """The name of what is of many things: "Ward, door" -> "Other remarks: ward, door"; what has no name keeps its number."""
    if name.startswith(NAMELESS):
        return name.replace(NAMELESS, OTHER)
    return f"{OTHER}: {name[:1].lower() if name[1:2].islower() else name[:1]}{name[1:]}"


def _ended(texts: Sequence[str]) -> list[str]:
    return [text if text.endswith(ENDS) else f"{text}." for text in texts]
