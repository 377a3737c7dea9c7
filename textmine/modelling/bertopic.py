"""A model version with the segments of today, as a folder that BERTopic loads."""

from __future__ import annotations

from pathlib import Path

from textmine.errors import StoreError
from textmine.ingest.segments import load_segments
from textmine.modelling.placing import place_segments
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.modelling.versions import model_store, read_model
from textmine.parallel.row_groups import ROW_GROUP
from textmine.progress import Reporter, Silent
from textmine.workspace import Corpus


def export_version(corpus: Corpus, reference: str | None, out: Path | None, report: Reporter) -> list[Path]:
    """A version with the segments of today placed in it, as a folder that BERTopic loads; returns the files.

    reference: the version, None for the one in use. The folder is `out`, or bertopic/ in the outputs of the corpus. Raises
    StoreError, UsageError, WriteError.
    """
    import numpy as np

    from textmine.export import Coded, export_bertopic
    from textmine.topics import reduce

    store = model_store(corpus)
    model = read_model(store.load(store.resolve(reference)))
    if not len(model.topics):
        raise StoreError("this version has no themes", model.version.id, "Use another version")
    segments = load_segments(corpus)
    assignment = place_segments(model.topics, segments, model.encoder, corpus.cache, report, path=corpus.segments)
    texts = plain_texts(segments)
    rows = [
        reduce(
            model.topics,
            texts[i : i + ROW_GROUP],
            theme_vectors(texts[i : i + ROW_GROUP], model.encoder, corpus.cache, Silent()),
        )
        for i in range(0, len(texts), ROW_GROUP)
    ]
    names = {t.topic: t.name for t in model.themes}
    coded = Coded(
        centres=model.topics.centres,
        names=[names[k] for k in range(len(model.topics))],
        terms=model.topics.terms,
        words=model.topics.words,
        ids=segments["segment"].tolist(),
        texts=texts,
        labels=assignment.primary,
        rows=np.vstack([np.zeros((0, model.topics.centres.shape[1])), *rows]),
    )
    return export_bertopic(coded, out or corpus.outputs / "bertopic")
