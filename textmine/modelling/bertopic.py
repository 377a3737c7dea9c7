"""A model version with the segments of today, as a folder that BERTopic loads."""

from __future__ import annotations

from pathlib import Path

from textmine import workspace
from textmine.errors import StoreError, UsageError
from textmine.ingest.segments import load_segments
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors, window_vectors
from textmine.modelling.versions import model_store, read_model
from textmine.progress import Reporter, Silent
from textmine.workspace import Corpus


def export_version(corpus: Corpus, reference: str | None, out: Path | None, report: Reporter) -> list[Path]:
    """A version with the segments of today placed in it, as a folder that BERTopic loads; returns the files.

    reference: the version, None for the one in use. The folder is `out`, or analyst/bertopic/ in the outputs of the corpus. Raises
    StoreError, UsageError, WriteError.
    """
    import numpy as np

    from textmine.export import export_bertopic
    from textmine.topics import standalone

    store = model_store(corpus)
    model = read_model(store.load(store.resolve(reference)))
    if not len(model.topics):
        raise StoreError("this version has no themes", model.version.id, "Use another version")
    segments = load_segments(corpus)
    texts, documents = plain_texts(segments), segments["document"].tolist()
    with report.stage("export", None):
        vectors = np.asarray(theme_vectors(texts, model.encoder, corpus.cache, Silent()), dtype=np.float64)
        names = {t.topic: t.name for t in model.themes}
        try:
            made, rows = standalone(
                model.topics,
                texts,
                vectors,
                documents=documents,
                around=window_vectors(texts, documents, model.encoder, corpus.cache),
                names=[names[k] for k in range(len(model.topics))],
            )
        except ValueError as error:
            raise UsageError(
                "no word of this version is said in the corpus", "models", "Make a new one: textmine retrain"
            ) from error
        folder = out or workspace.analyst_folder(corpus.outputs) / "bertopic"
        return export_bertopic(made, segments["segment"].tolist(), rows, folder)
