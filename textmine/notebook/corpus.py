"""A corpus in a notebook: open it, run it, look at what was found."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.errors import UsageError
from textmine.findings.analysis import Analysis
from textmine.findings.assignments import ratings_of
from textmine.findings.exported_tables import reader_tables
from textmine.notebook.choices import check_name, settings_of
from textmine.notebook.progress import Keeper
from textmine.notebook.sources import warn_of
from textmine.pipeline.analyst_files import ASSIGNMENT_COLUMNS
from textmine.pipeline.run import digest_in_memory, run_and_analysis
from textmine.pipeline.sample import sample_corpus
from textmine.progress import Reporter
from textmine.workspace import Corpus as CorpusFolder
from textmine.workspace import find_corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Digest

#: The columns of `Run.messages`, as in messages.csv.
MESSAGE_COLUMNS = (
    "id", "kind", "message", "addressee", "theme", "scope", "documents", "people", "places", "localities", "phases", "roles", "score",
    "evidence",
)  # fmt: skip


#: What `Run.assignments` has besides the columns of analyst/assignments.csv.
COUNTED_BY = ("locality", "region", "phase", "date", "speaker", "person", "counts")


def open_corpus(corpus: str | os.PathLike[str], workspace: str | os.PathLike[str] | None = None) -> Corpus:
    """The corpus of that name under corpora/ of the workspace, or at that path.

    workspace: the folder with corpora/, models/ and outputs/; default: the current one, and for a path the folder around it.
    "sample", the corpus that ships with textmine, is copied into a workspace that has none; else nothing is read or written yet.

    Raises UsageError where there is no such corpus, and names those that there are.
    """
    if not isinstance(corpus, (str, os.PathLike)):
        raise UsageError(f"a corpus is a name or a path, not {type(corpus).__name__}", "open_corpus")
    name = os.fspath(corpus)
    around = None if workspace is None else Path(workspace).resolve()
    return Corpus(sample_corpus(around or Path.cwd()) if name == "sample" else find_corpus(name, around))


@dataclass(frozen=True, slots=True, repr=False)
class Corpus:
    """A corpus: a folder with corpus.toml and raw/. `run` does all the work."""

    _place: CorpusFolder

    @property
    def name(self) -> str:
        """What it is called."""
        return self._place.name

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._place.folder

    @property
    def outputs(self) -> Path:
        """Where a run writes."""
        return self._place.outputs

    def run(
        self,
        *,
        themes: int | str | None = None,
        seed: int | None = None,
        encoder: str = "",
        strict: bool = False,
        progress: bool | Reporter = False,
    ) -> Run:
        """Every stage, from raw/ to the digest: the same work as `textmine run`, with the same files in outputs/.

        themes: how many, "auto", or None (as corpus.toml says). seed: the same seed gives the same result; default: that of the
        model version in use, else 0. encoder: "minilm", "static" or "st:NAME". strict: an open anonymity flag stops the run.
        progress: True shows a bar a stage; or a `textmine.progress.Reporter`. What did not change since the last run is skipped.

        What was left out is in `run.left_out`, and a UserWarning says so. Raises UsageError, ReadError (nothing to read),
        SettingsError (corpus.toml), AnonymityError (the gate is closed), StoreError, WriteError, InstallationError.
        """
        report = Keeper(progress)
        settings = settings_of(themes=themes, seed=seed, encoder=encoder, strict=strict)
        done, analysis = run_and_analysis(self._place, settings, report)
        warn_of(done.left_out, "run.left_out")
        return Run(tuple(done.left_out), tuple(report.lines), tuple(done.files), analysis, reader_tables(analysis))

    def __repr__(self) -> str:
        return f"<Corpus {self.name} in {self.folder}>"


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """What a run found; it stays as it is, whatever becomes of the corpus. Each table is a copy: to change it changes no other.

    `themes`, `prevalence`, `messages` and `digest()` are what readers may see, after disclosure control; `assignments` is not.

    left_out: a line for each file or other thing that was left out. notes: what was said on the way. files: what was written.
    """

    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    files: tuple[Path, ...]
    _analysis: Analysis
    _tables: Mapping[str, Any]

    @property
    def themes(self) -> pd.DataFrame:
        """For readers. One row a theme, most said first, with the columns of themes.csv.

        `theme_id, name, definition, terms, subthemes, stability` (0 to 1)`, mark, share, low, high` (0 to 1, a 95 % interval)`,
        segments, documents` (counts); with localities `places, of, places_low, places_high`; with two phases `before, after`
        (shares)`, low_change, high_change, trend`; `status`. Few or none: the figures are missing.
        """
        return self._tables["themes"].frame.copy()

    @property
    def prevalence(self) -> pd.DataFrame:
        """For readers. One row a theme and cell, with the columns of prevalence.csv.

        `theme_id, theme, region, locality, phase` ("" is all of them)`, share, low, high` (0 to 1, a 95 % interval)`, segments,
        of_segments` (rounded counts, and of how many)`, documents, speakers` ("10 or more")`, status` ("shown", "not enough": a
        figure without a range, "few or none", "not shown"). Without a figure the values are missing.
        """
        return self._tables["prevalence"].frame.copy()

    @property
    def messages(self) -> pd.DataFrame:
        """For readers. One row a message, strongest first, at most 60, with the columns of messages.csv.

        `id, kind` ("ask", "warning", "lesson", "praise")`, message` (anonymised words)`, addressee, theme, scope, documents`
        (at least so many; missing where too few)`, places` (how many may be named)`, localities, phases, roles` (tuples)`, score` (0 to
        1)`, evidence` (a tuple of the ids of its wording and quotes).
        """
        import pandas as pd

        rows = [
            {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
            for row in self._tables["messages"]
        ]
        return pd.DataFrame(rows, columns=list(MESSAGE_COLUMNS)).astype({"documents": "Int64", "people": "Int64"})

    @property
    def assignments(self) -> pd.DataFrame:
        """For ANALYSTS, not for readers: small numbers are not protected. One row a segment and theme, as in analyst/assignments.csv.

        `segment, document, file, place` (where in the file)`, theme_id, theme` ("" where nothing fits)`, subtheme, score`
        (similarity to the theme, at most 1)`, primary` (False: a further theme of the segment)`, question` (what a table's column
        asks), the ratings of corpus.toml (`rating_useful`, missing where there is none)`, locality, region, phase, date,
        speaker, person` (who that is: a label that names nobody is another person in each document)`, counts` (False: a
        facilitator, who is none of the people behind a figure): what `textmine.prevalence` counts by.
        """
        rows = self._analysis.tables.rows
        return rows[[*ASSIGNMENT_COLUMNS, *ratings_of(rows), *COUNTED_BY]].copy()

    def digest(self, *, locality: str | None = None, phase: str | None = None) -> Digest:
        """The digest for readers, of the whole or of one locality or phase; a notebook shows it with its pictures.

        `str(digest)` is its Markdown, `digest.html` one web page with the pictures inside. Notes that people wrote into the
        digest that is in outputs/ come along. Nothing is written.

        Raises UsageError for a locality or phase that the corpus does not have (it names those it has), or where too few people
        spoke; WriteError where the markers of those notes are damaged.
        """
        for value, what in ((locality, "locality"), (phase, "phase")):
            if value is not None:
                check_name(value, what)
        return digest_in_memory(self._analysis, self._analysis.corpus.outputs, locality=locality, phase=phase)

    def __repr__(self) -> str:
        a = self._analysis
        return (
            f"<Run of {a.corpus.name}: {len(a.documents)} documents, {len(a.segments)} substantive segments, {len(a.model.themes)} "
            f"themes, {len(a.messages)} messages; {a.n_waiting} passages wait for review; {len(self.left_out)} left out "
            f"(.left_out), {len(self.notes)} notes (.notes)>"
        )
