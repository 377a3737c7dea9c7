"""What a run writes for readers: the digest, its figures, the tables, run.json; and the plain summary of a run."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import textmine
from textmine import workspace
from textmine.codebook import APPLIED, Decided
from textmine.errors import SettingsError, UsageError
from textmine.programme import Programme
from textmine.records import UNKNOWN, SafeQuote
from textmine.workflow.common import Reporter, Settings, people, sentence_vectors
from textmine.workflow.model import Model
from textmine.workflow.results import (
    Tables,
    ThemeTable,
    contrasts,
    safe_parts,
    write_comparisons,
    write_path,
)
from textmine.workflow.sentences import Sentences
from textmine.workflow.voices import Voices, theme_quotes
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Content, MessageLine, Outcome, Particular
    from textmine.messages import Message

#: How many messages stand in messages.csv and in a digest's content, strongest first.
MESSAGES = 60
#: Words of a quote under a message, and letters of the name of a folder.
QUOTED, LONGEST_FOLDER = 32, 80


@dataclass(frozen=True, slots=True)
class TopMessage:
    """A message for a terminal: its kind, its words, how far it reaches, its first evidence."""

    kind: str
    wording: str
    reach: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a command shows of a run. summary: plain values for --json."""

    table: ThemeTable
    files: list[Path]
    left_out: list[str]
    summary: dict[str, Any]
    digest: Path | None = None
    top_messages: tuple[TopMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known about a corpus (or a part of it) when its digest is written.

    decided: what people decided about the themes. everything: the segments of the whole corpus, also where the rest is a part
    of it.
    """

    corpus: Corpus
    programme: Programme
    settings: Settings
    model: Model
    decided: Decided
    documents: pd.DataFrame
    all_segments: pd.DataFrame
    segments: pd.DataFrame
    tables: Tables
    sentences: Sentences
    messages: list[Message]
    everything: pd.DataFrame
    scope: str = "national"

    @property
    def aside(self) -> int:
        """How many substantive segments keep a meeting going and count for no theme."""
        return len(self.segments) - int(self.tables.rows["primary"].sum())

    @property
    def waiting(self) -> int:
        """How many passages carry an open anonymity flag."""
        return int(self.all_segments["flagged"].sum())

    @property
    def voices(self) -> Voices:
        """Who could have said a quote."""
        return Voices(self.everything, self.programme, self.tables)


def message_lines(a: Analysis) -> tuple[MessageLine, ...]:
    """Messages as readers may see them, strongest first."""
    from textmine.digest import MessageLine
    from textmine.messages import trim

    voices = a.voices
    names = {t.id: t.name for t in a.model.themes}
    places = (a.tables.whole or a.tables).places
    limits = a.programme.disclosure
    lines = []
    for m in a.messages[:MESSAGES]:
        said = tuple(dict.fromkeys(e.segment for e in m.evidence))
        hidden = voices.hidden.get(m.theme_id, ())
        lines.append(
            MessageLine(
                id=m.id,
                wording=voices.quote(m.wording, m.evidence[0].segment, m.theme_id),
                kind=m.kind,
                addressee=m.addressee,
                theme=names.get(m.theme_id, ""),
                scope=m.scope,
                documents=m.n_documents if m.n_documents >= limits.min_documents else None,
                localities=tuple(p for p in m.localities if p in places and (p, "") not in hidden),
                places=len(places.intersection(m.localities)),
                of=len(places),
                phases=tuple(p for p in m.phases if p not in ("", UNKNOWN)),
                roles=tuple(r for r in m.roles if _several(voices, r, said)),
                score=round(float(m.score), 4),
                quotes=_message_quotes(m, voices),
                dissent=tuple(voices.quote(trim(e.text), e.segment, m.theme_id) for e in m.dissent),
                evidence=said,
            )
        )
    return tuple(lines)


def _several(voices: Voices, role: str, segments: Sequence[str]) -> bool:
    """Whether in each place where a message was said by people of a role there are several of them."""
    mine = [s for s in segments if voices.roles[s] == role]
    return all(voices.several(voices.docvars[s][0], role=role) for s in mine)


def _message_quotes(m: Message, voices: Voices) -> tuple[SafeQuote, ...]:
    """Up to three sentences of a message besides its wording, from different places, trimmed to the point."""
    from textmine.messages import to_the_point

    out: list[SafeQuote] = []
    seen = {m.evidence[0].document}
    for e in m.evidence[1:]:
        quote = voices.quote(to_the_point(e.text, QUOTED), e.segment, m.theme_id)
        if e.quotable and e.document not in seen and len(out) < 3:
            out.append(quote)
            seen.add(e.document)
    return tuple(out)


def content(a: Analysis) -> Content:
    """Everything the digest says."""
    from textmine.digest import Content, Counts, Made, Unresolved

    documents, programme = a.documents, a.programme
    _enough_people(a)
    overview = a.tables.overview.frame
    safe = set(overview.loc[overview["status"] == "shown", "theme_id"])
    shown = [t for t in a.model.themes if t.id in safe]  # what is too small to count is too small to quote
    dates = sorted(d for d in documents["date"] if d)
    unresolved = [
        Unresolved(row.file, what)
        for row in documents.itertuples()
        for what in ("locality", "phase")
        if getattr(row, what) == UNKNOWN and (programme.localities if what == "locality" else programme.phases)
    ]
    speakers = a.all_segments["speaker"]
    masked = json.loads((a.corpus.cache / "masked.json").read_text(encoding="utf-8"))
    by = a.tables.safe
    here = set(documents["locality"])
    places = {p: r for p, r in programme.localities.items() if p in here or a.scope == "national"}
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
        compared=_compared(a, phases),
        counts=Counts(
            documents=len(documents),
            segments=len(a.all_segments),
            substantive=len(a.segments),
            aside=a.aside,
            words=int(documents["words"].sum()),
            speakers=int(speakers[speakers != ""].nunique()) or None,
            unnamed=bool((speakers == "").any()),
            by_locality=_counts(documents, "locality"),
            by_phase=_counts(documents, "phase"),
            unresolved=tuple(unresolved),
        ),
        themes=a.tables.overview,
        by_locality=by.get(("locality",), _none("locality")),
        by_phase=by.get(("phase",), _none("phase")),
        by_region=by.get(("region",)),
        quotes=theme_quotes(shown, a.tables.rows, a.sentences, a.voices),
        parts={t.id: safe_parts(a.tables, t.id) for t in shown},
        path=a.model.topics.path if a.scope == "national" else (),
        chosen=len(a.model.topics),
        messages=message_lines(a),
        outcomes=_outcomes(a),
        particular=_particular(a),
        decisions=sum(outcome == APPLIED for _, outcome in a.decided.outcomes),
        hidden=len(a.decided.hidden),
        masked=masked if a.scope == "national" else {},
        waiting=a.waiting,
        made=Made(
            version=textmine.__version__,
            encoder=a.model.version.manifest["encoder"]["name"],
            seed=a.model.version.manifest["settings"]["seed"],
            model=a.model.version.content,
            corpus=_corpus_hash(a.all_segments),
            settings={"themes": str(a.model.version.manifest["settings"]["themes"]), **_taught(a)},
        ),
    )


def _taught(a: Analysis) -> dict[str, str]:
    """What people taught besides the texts: decisions about themes and labelled sentences, with a hash of each."""
    out = {}
    for name, path in (("decisions", a.corpus.decisions), ("labelled sentences", a.corpus.labelled)):
        lines = path.read_bytes().splitlines() if path.is_file() else []
        if name == "decisions":
            lines = [line for line in lines if b'"kind": "theme"' in line]
        if lines:
            out[name] = f"{len(lines)} ({workspace.digest_of([line.decode(errors='replace') for line in lines])[:12]})"
    return out


def _enough_people(a: Analysis) -> None:
    """Raises SettingsError where the limits let nothing through, not even of the whole."""
    spoke = people(a.everything).nunique()
    if spoke < a.programme.disclosure.min_speakers:
        raise SettingsError(
            f"min_speakers is {a.programme.disclosure.min_speakers} and {spoke} {'person' if spoke == 1 else 'people'} spoke: nothing may be shown",
            a.corpus.folder / "corpus.toml", "Lower min_speakers")  # fmt: skip


def write_outputs(
    a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = (), said: Content | None = None
) -> list[Path]:
    """digest.md, figures/, themes.csv, prevalence.csv, messages.csv, run.json. Returns the files, the digest first.

    formats: "html", "docx": the digest in these too. Of a part of a corpus the digest alone is written. said: its content,
    where it is known already.
    """
    from textmine.digest import write_digest
    from textmine.export import export_tables

    said = said or content(a)
    with report.stage("digest", None):
        files = write_digest(said, folder, formats=formats)
        if a.scope != "national":
            return files
        files += export_tables(reader_tables(a), folder, "csv", readme(a))
        files += write_path(a.model.topics, folder)
        files += write_comparisons(a.tables, a.segments, folder)
        workspace.write_csv(
            folder / "assignments.csv",
            a.tables.rows[
                ["segment", "document", "file", "place", "theme_id", "theme", "subtheme", "score", "primary"]
            ],
        )
        workspace.write_json(folder / "run.json", _run_record(a))
    return [*files, folder / "assignments.csv", folder / "run.json"]


def reader_tables(a: Analysis) -> dict[str, Any]:
    """The tables that readers get: themes, prevalence, messages."""
    rows = [
        {
            "id": m.id,
            "kind": m.kind,
            "message": m.wording.text,
            "addressee": m.addressee,
            "theme": m.theme,
            "scope": m.scope,
            "documents": m.documents,
            "places": m.places,
            "localities": list(m.localities),
            "phases": list(m.phases),
            "roles": list(m.roles),
            "score": m.score,
            "evidence": list(m.evidence),
        }
        for m in message_lines(a)
    ]
    return {"themes": a.tables.overview, "prevalence": a.tables.prevalence, "messages": rows}


README = {
    "themes": "One row a theme: its share of what was said with a 95 % interval, in how many places it recurs, how steady "
    "it is under resampling of documents (robust, fair, tentative), and how its share moved between the phases.",
    "prevalence": "One row a theme and cell; an empty region, locality or phase means all of them. status: shown, suppressed "
    "(too few people stand behind it) or not enough (too little to tell).",
    "messages": "One row a message for national leaders, strongest first, with the id of every segment it stands on.",
    "contrasts": "What each place speaks more or less of than all others together, at a false-discovery rate of 5 %.",
    "own-words": "The words that set a place or phase apart within a theme; only a header where none are sure enough.",
    "assignments": "For the analyst, not for readers: one row a segment and theme.",
    "segments": "Segment ids are those of segments.parquet in the corpus folder, which also has file, place and offsets.",
}


def readme(a: Analysis, tables: Collection[str] = README) -> dict[str, str]:
    """What tables mean, all that are written or those named, and how many passages wait for review."""
    waiting = f"{a.waiting} passages wait for review: they are counted, and never quoted in messages or the digest."
    return {**{k: v for k, v in README.items() if k in tables or k == "segments"}, "review": waiting}


def top_messages(a: Analysis) -> tuple[TopMessage, ...]:
    """Messages for a terminal."""
    return tuple(
        TopMessage(
            m.kind,
            m.wording.text,
            f"in {m.places} of {m.of} places" if m.of else f"{len(m.evidence)} voices",
            ", ".join(m.evidence[:3]) + (" ..." if len(m.evidence) > 3 else ""),
        )
        for m in message_lines(a)
        if m.kind != "praise"
    )


def part(a: Analysis, locality: str | None = None, phase: str | None = None) -> Analysis:
    """The same analysis for one locality or phase. Raises UsageError for one that the corpus does not have."""
    from dataclasses import replace

    wanted = {}
    if locality is not None:
        wanted["locality"] = a.programme.locality(locality)
    if phase is not None:
        wanted["phase"] = a.programme.phase(phase, "")
    keep = {}
    for column, value in wanted.items():
        known = sorted(set(a.documents[column]) - {"", UNKNOWN})
        if value not in known:
            raise UsageError(f"the corpus has no such {column}", a.corpus.name, f"It has: {', '.join(known)}")
        keep[column] = value

    def only(frame: pd.DataFrame) -> pd.Series[bool]:
        mask = frame["document"].notna()
        for column, value in keep.items():
            mask &= frame[column] == value
        return mask

    mine = only(a.sentences.table).to_numpy()
    place, when = keep.get("locality", ""), keep.get("phase", "")
    if place and not a.voices.several(place, when):
        raise UsageError("too few people spoke there for a digest of its own", ", ".join(keep.values()),
                         "Write that of a phase or of the whole, or see min_speakers in corpus.toml")  # fmt: skip
    sentences = replace(a.sentences, table=a.sentences.table[mine].reset_index(drop=True))
    kept = set(sentences.table["segment"])
    rows = a.tables.rows[only(a.tables.rows)].reset_index(drop=True)
    return replace(
        a,
        documents=a.documents[only(a.documents)].reset_index(drop=True),
        all_segments=a.all_segments[only(a.all_segments)].reset_index(drop=True),
        segments=a.segments[only(a.segments)].reset_index(drop=True),
        tables=Tables(rows, a.tables.themes, a.programme, whole=a.tables, fixed=keep),
        sentences=sentences,
        messages=[m for m in (_heard_in(m, kept) for m in a.messages) if m is not None],
        scope=", ".join(keep.values()),
    )


def write_every_digest(a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = ()) -> list[Path]:
    """The digest of the whole, of each locality and of each phase, and an index. Returns the files, the index first."""
    from textmine.digest import write_index

    said = content(a)
    files = write_outputs(a, folder, report, formats, said)
    digests, refused, voices = [(files[0], said)], [], a.voices
    for column in ("locality", "phase"):
        known = set(a.documents[column]) - {"", UNKNOWN}
        order = [*a.programme.localities] if column == "locality" else a.tables.phases
        for value in sorted(known, key=lambda v: (order.index(v) if v in order else len(order), v)):
            if column == "locality" and not voices.several(value):
                report.say(f"note: {value} gets no digest of its own: too few people spoke there")
                refused.append(value)
                continue
            mine = part(a, **{column: value})
            said = content(mine)
            made = write_outputs(mine, folder / folder_name(mine), report, formats, said)
            digests.append((made[0], said))
            files += made
    return [*write_index(digests, refused, folder, formats), *files]


def folder_name(a: Analysis) -> str:
    """What the folder of the digest of a part is called: "A&E Delivery Boards" -> "a-e-delivery-boards".

    Where two places or phases would share it, a hash of which it is follows.
    """

    def plain(name: str) -> str:
        return re.sub(r"\W+", "-", name.casefold()).strip("-") or "digest"

    named = {(by, value) for by in ("locality", "phase") for value in a.everything[by].unique()}
    mine = plain(a.scope)
    if sum(plain(value) == mine for _, value in named) < 2 and len(mine) <= LONGEST_FOLDER:
        return mine
    key = "\0".join(f"{by}\0{value}" for by, value in sorted(a.tables.fixed.items()))
    return f"{mine[:LONGEST_FOLDER]}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


def _heard_in(message: Message, kept: set[str]) -> Message | None:
    """A message as a part of the corpus says it, its own words first; None where nobody there does."""
    from dataclasses import replace

    from textmine.messages import trim

    here = [e for e in message.evidence if e.segment in kept]
    if not here:
        return None
    others = [e for e in message.evidence if e.segment not in kept]
    # Where every word of this place waits for review, the message keeps the words of another.
    own = min((e for e in here if e.quotable), key=lambda e: not e.clear, default=None)
    first = (own,) if own else message.evidence[:1]
    rest = (e for e in (*here, *others) if e not in first)
    return replace(message, wording=trim(first[0].text), evidence=(*first, *rest))


def _outcomes(a: Analysis) -> tuple[Outcome, ...]:
    """What the corpus says of each theme that corpus.toml expects."""
    import numpy as np

    from textmine.codebook import look_for
    from textmine.digest import Outcome
    from textmine.workflow.common import Silent

    seeds = a.programme.codebook
    if not seeds or not len(a.sentences.table):
        return ()
    phrases = [[s.description or s.name, *s.examples] for s in seeds]
    flat = sentence_vectors([p for group in phrases for p in group], a.corpus.cache, Silent())
    groups = np.split(flat, np.cumsum([len(group) for group in phrases])[:-1])
    out = []
    limits = a.programme.disclosure
    for seed, (status, said, spread) in zip(seeds, look_for(groups, a.sentences.batches()), strict=True):
        shown = said >= limits.min_segments and spread >= limits.min_documents
        if a.scope != "national" and not shown:
            status = "not found"  # beside the numbers of the whole, "a little" would tell how little
        out.append(Outcome(seed.name, status, said if shown else None, spread if shown else None))
    return tuple(out)


def _particular(a: Analysis) -> tuple[Particular, ...]:
    """Themes that a place says more of than the others, the sure ones first (at most 5 % of them are expected to be false)."""
    from textmine.digest import Particular

    tables = a.tables.whole if a.tables.whole and "locality" in a.tables.fixed else a.tables
    told = contrasts(tables)
    told = told[told["locality"].isin(set(a.documents["locality"]))]
    if not len(told):
        return ()
    overall = tables.overview.frame[["theme_id", "share"]].dropna().rename(columns={"share": "overall"})
    cells = tables.safe["locality",].frame[["theme_id", "locality", "low", "high"]]
    told = told.merge(cells, on=["theme_id", "locality"]).merge(overall, on="theme_id")
    told = told.assign(sure=told["verdict"] == "more", distance=told["low"] - told["overall"])
    told = told[told["sure"] | (told["distance"] > 0)].sort_values(
        ["sure", "distance", "locality", "theme"], ascending=[False, False, True, True]
    )
    return tuple(Particular(c.locality, c.theme, c.share, c.low, c.high, c.overall, c.sure) for c in told.itertuples())


def _compared(a: Analysis, phases: Sequence[str]) -> tuple[str, ...]:
    """The localities with documents in both the first and the last phase."""
    if len(phases) < 2:
        return ()
    pairs = set(zip(a.documents["locality"], a.documents["phase"], strict=True))
    places = list(a.programme.localities) or sorted(set(a.documents["locality"]))
    return tuple(p for p in places if (p, phases[0]) in pairs and (p, phases[-1]) in pairs)


def _counts(documents: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(v) for k, v in documents[column].value_counts().sort_index().items() if k}


def _none(column: str) -> Any:
    """A safe table of nothing, for a corpus that has no such variable."""
    import pandas as pd

    from textmine.disclosure import disclose
    from textmine.prevalence import prevalence
    from textmine.programme import DisclosureLimits

    empty = pd.DataFrame({"document": [], "theme_id": [], column: []}, dtype=object)
    return disclose(prevalence(empty, by=(column,)), DisclosureLimits())


def _corpus_hash(segments: pd.DataFrame) -> str:
    joined = "\0".join(segments["text"])
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def _run_record(a: Analysis) -> dict[str, Any]:
    """run.json: what the outputs were made from. No times: the same input gives the same bytes."""
    manifest = a.model.version.manifest
    return {
        "textmine": textmine.__version__,
        "corpus": a.corpus.name,
        "corpus_hash": _corpus_hash(a.all_segments),
        "model": a.model.version.content,
        "encoder": manifest["encoder"],
        "settings": manifest["settings"],
        "packages": manifest["packages"],
        "documents": len(a.documents),
        "segments": len(a.all_segments),
        "substantive": len(a.segments),
        "aside": a.aside,
        "placed": manifest["metrics"]["placed"],
        "themes": len(a.model.themes),
        "messages": len(a.messages),
        "unknown_locality": int((a.documents["locality"] == UNKNOWN).sum()),
        "unknown_phase": int((a.documents["phase"] == UNKNOWN).sum()),
        "waiting_for_review": a.waiting,
        **_taught(a),
    }
