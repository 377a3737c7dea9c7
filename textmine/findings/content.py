"""Everything that a digest says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import textmine
from textmine.codebook import APPLIED
from textmine.findings.analysis import Analysis, check_enough_people
from textmine.findings.comparisons import distinctive_themes
from textmine.findings.messages import message_lines
from textmine.findings.outcomes import outcomes
from textmine.findings.people import speakers
from textmine.findings.provenance import corpus_hash, human_input
from textmine.findings.quotes import theme_quotes
from textmine.findings.theme_tables import safe_parts
from textmine.records import UNKNOWN, VISIBLE, SafeTable

#: The columns of a cell.
MEASURES = ("share", "low", "high", "segments", "of_segments", "documents", "speakers")

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Content
    from textmine.programme import Programme


def digest_content(a: Analysis) -> Content:
    """Everything the digest says."""
    from textmine.digest import NATIONAL, Content, Counts, Provenance

    documents, programme = a.documents, a.programme
    check_enough_people(a)
    overview = a.tables.overview.frame
    safe = set(overview.loc[overview["status"].isin(VISIBLE), "theme_id"])
    shown = [t for t in a.model.themes if t.id in safe]  # what is too small to count is too small to quote
    dates = sorted(d for d in documents["date"] if d)
    who = speakers(a.all_segments)["person"]
    masked = json.loads((a.corpus.cache / "masked.json").read_text(encoding="utf-8"))
    by = a.tables.safe
    localities = set(documents["locality"])
    places = {p: r for p, r in programme.localities.items() if p in localities or a.scope == "national"}
    if not programme.localities:
        places = dict.fromkeys(sorted(set(documents["locality"]) - {"", UNKNOWN}), "")
    phases = [p.name for p in programme.phases] or sorted(set(documents["phase"]) - {"", UNKNOWN})
    return Content(
        title=programme.title or a.corpus.name,
        synthetic=programme.synthetic,
        scope=a.scope,
        period=(dates[0], dates[-1]) if dates else ("", ""),
        localities=places,
        phases=tuple(p for p in phases if p in set(documents["phase"])),
        compared=_compared_places(a, phases),
        uncounted=tuple(v for values in a.tables.plan.uncounted.values() for v in values)
        if a.scope == NATIONAL
        else (),
        too_fine=tuple(
            {"locality": "places", "phase": "phases"}.get(v, v) for v in a.tables.plan.dropped if v != "region"
        ),
        counts=Counts(
            documents=len(documents),
            segments=len(a.all_segments),
            substantive=len(a.segments),
            aside=a.n_aside,
            leading=int(a.all_segments["leads"].sum()),
            words=int(documents["words"].sum()),
            **(_files(documents) if a.scope == NATIONAL else {}),
            speakers=int(who[who != ""].nunique()) or None,
            has_unnamed=bool((who == "").any()),
            by_locality=_counts(documents, "locality"),
            by_phase=_counts(documents, "phase"),
            unresolved=not_known(documents, programme)["what"].value_counts().to_dict(),
        ),
        themes=a.tables.overview,
        by_locality=by.get(("locality",), _empty_table("locality")),
        by_phase=by.get(("phase",), _empty_table("phase")),
        quotes=theme_quotes(shown, a.tables.rows, a.sentences, a.attribution, a.tables.part_docvars),
        parts={t.id: safe_parts(a.tables, t.id) for t in shown},
        path=a.model.topics.path if a.scope == "national" else (),
        chosen=len(a.model.topics),
        messages=message_lines(a),
        outcomes=outcomes(a),
        distinctive_themes=distinctive_themes(a),
        decisions=sum(outcome == APPLIED for _, outcome in a.curated.outcomes),
        hidden=len(a.curated.hidden),
        masked=masked if a.scope == "national" else {},
        waiting=a.n_waiting,
        provenance=Provenance(
            version=textmine.__version__,
            encoder=a.model.version.manifest["encoder"]["name"],
            seed=a.model.version.manifest["settings"]["seed"],
            model=a.model.version.content,
            corpus=corpus_hash(a.all_segments),
            settings={"themes": str(a.model.version.manifest["settings"]["themes"]), **human_input(a)},
        ),
    )


def _files(documents: pd.DataFrame) -> dict[str, int]:
    """How many documents are rows of tables, of how many tables, and of how many files the others are; of the whole only."""
    is_row = documents["place"].fillna("").str.contains(r"(?:^| )row \d")
    answers, others = documents[is_row], documents[~is_row]
    return {"files": others["file"].nunique(), "answers": len(answers), "tables": answers["file"].nunique()}


def not_known(documents: pd.DataFrame, programme: Programme) -> pd.DataFrame:
    """The documents whose place or phase is not known, of a programme that has such: `file, document, what`."""
    import pandas as pd

    has = {"locality": programme.localities, "phase": programme.phases}
    parts = [
        documents.loc[documents[what] == UNKNOWN, ["file", "document"]].assign(what=what) for what in has if has[what]
    ]
    return pd.concat(parts) if parts else documents[["file", "document"]].iloc[:0].assign(what="")


def _compared_places(a: Analysis, phases: Sequence[str]) -> tuple[str, ...]:
    """The localities with documents in both the first and the last phase."""
    if len(phases) < 2:
        return ()
    pairs = set(zip(a.documents["locality"], a.documents["phase"], strict=True))
    places = list(a.programme.localities) or sorted(set(a.documents["locality"]))
    return tuple(p for p in places if (p, phases[0]) in pairs and (p, phases[-1]) in pairs)


def _counts(documents: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(v) for k, v in documents[column].value_counts().sort_index().items() if k}


def _empty_table(column: str) -> SafeTable:
    """A safe table of nothing, for a corpus that has no such variable."""
    import pandas as pd

    return SafeTable(pd.DataFrame(columns=["theme_id", column, *MEASURES, "status"]))
