"""How far people and the program, and people among each other, code alike; and where they do not, to read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.curation.coding_file import read_codings
from textmine.curation.coding_records import HumanCoding
from textmine.curation.review import open_review
from textmine.errors import UsageError
from textmine.evaluation.metrics import cohens_kappa, interval_by_group, krippendorffs_alpha
from textmine.findings.document_text import document_texts
from textmine.progress import Reporter
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


PROGRAM = "textmine"
NONE = "no theme"
#: Columns of disagreements.csv besides the coders.
_ABOUT = ("segment", "file", "place", "text")


@dataclass(frozen=True, slots=True)
class Coder:
    """Who coded. documents: those in which there is a coding at all; themes: segment -> what it was coded with."""

    name: str
    documents: frozenset[str]
    themes: dict[str, str]


def evaluate_agreement(corpus: Corpus, files: Sequence[Path], report: Reporter, by: str) -> dict[str, Any]:
    """Cohen's kappa of each two coders, by theme; Krippendorff's alpha of all, by passage and by letter; 95 % intervals by document.

    A person is taken to have read the documents in which they coded something; what they left there without a theme has none. Where a
    person corrected a program's coding they do not count as a coder. The program is the model in use by itself, without what people decided. Writes analyst/agreement/agreement.csv and disagreements.csv.
    Passages are the substantive ones. Raises ReadError; UsageError where nobody coded anything, or a file is given twice.
    """
    import pandas as pd

    if len({path.resolve() for path in files}) < len(files):
        raise UsageError("a file is given twice", ", ".join(map(str, files)), "Name each once")
    review = open_review(corpus, report, by)
    codings_by_file = [(path, read_codings(review, path, path.stem)) for path in files]
    human = [c for _, codings in codings_by_file for c in codings.human if c.theme and not c.is_correction]
    if not human:
        has_corrections = any(codings.by_decision or codings.human for _, codings in codings_by_file)
        what = (
            "only corrects what the program coded"
            if has_corrections
            else "holds no passage of this corpus coded by people"
        )
        raise UsageError(f"this {what}", ", ".join(map(str, files)),
                         "Let people code whole documents under their own names")  # fmt: skip
    segments = review.segments
    human = [replace(c, by=_column(c.by)) for c in human]
    people = [_coder(name, human) for name in sorted({c.by for c in human})]
    program = Coder(
        PROGRAM,
        frozenset(segments["document"]),
        {s: codings_by_file[0] for s, codings_by_file in review.by_itself().items()},
    )
    names = {t.id: t.name for t in review.themes}
    table = [row for a, b in combinations([program, *people], 2) for row in _pairs(a, b, segments, names)]
    documents_read = frozenset().union(*(p.documents for p in people))
    coders = [program, *people]
    alphas = {
        "alpha_by_passage": _alpha(_passage_units(coders, segments[segments["document"].isin(documents_read)])),
        "alpha_by_letter": _alpha(_letter_units(coders, human, corpus, documents_read)),
    }
    differ = _differences(coders, segments[segments["document"].isin(documents_read)], names)
    folder = workspace.analyst_folder(corpus.outputs) / "agreement"
    workspace.write_csv(folder / "agreement.csv", pd.DataFrame(table))
    workspace.write_csv(folder / "disagreements.csv", differ)
    return {
        "coders": {c.name: len(c.documents) for c in coders},
        "coded": {c.name: sum(s in c.themes for s in segments["segment"]) for c in coders},
        "pairs": table,
        **alphas,
        "disagreements": len(differ),
        "files": [folder / "agreement.csv", folder / "disagreements.csv"],
        "unmatched": [line for _, codings in codings_by_file for line in codings.unmatched],
    }


def _column(name: str) -> str:
    """A coder's name as a column of its own, which no spreadsheet takes for a formula."""
    from textmine.export import harmless

    return f"{name} (coder)" if name.casefold() in (PROGRAM, *_ABOUT) else harmless(name)


def _coder(name: str, human: Sequence[HumanCoding]) -> Coder:
    codings = [c for c in human if c.by == name]
    themes: dict[str, set[str]] = defaultdict(set)
    for c in codings:
        themes[c.segment].add(c.theme)
    return Coder(name, frozenset(c.document for c in codings), {s: " + ".join(sorted(t)) for s, t in themes.items()})


def _pairs(a: Coder, b: Coder, segments: pd.DataFrame, names: dict[str, str]) -> list[dict[str, Any]]:
    """Kappa of two coders on the documents that both read: over all themes, and whether it is each theme."""
    both = segments[segments["document"].isin(a.documents & b.documents)]
    ids, documents = both["segment"].tolist(), both["document"].tolist()
    one, two = [a.themes.get(s, "") for s in ids], [b.themes.get(s, "") for s in ids]
    rows = [_kappa(a, b, "all themes", one, two, documents)] if ids else []
    themes = {t for label in (*one, *two) for t in label.split(" + ") if t}
    for theme in sorted(themes, key=lambda t: names.get(t, t)):
        first, second = ([theme in label.split(" + ") for label in labels] for labels in (one, two))
        rows.append(_kappa(a, b, names.get(theme, theme), first, second, documents))
    return rows


def _kappa(a: Coder, b: Coder, theme: str, one: list[Any], two: list[Any], documents: list[str]) -> dict[str, Any]:
    between = interval_by_group(documents, lambda rows: cohens_kappa([one[i] for i in rows], [two[i] for i in rows]))
    low, high = between or (None, None)
    return {"first": a.name, "second": b.name, "theme": theme, "passages": len(one),
            "same": sum(x == y for x, y in zip(one, two, strict=True)) / max(1, len(one)), "kappa": cohens_kappa(one, two),
            "low": low, "high": high}  # fmt: skip


#: Document -> what the coders said of its units -> how many of them.
Units = dict[str, Counter[tuple[Any, ...]]]


def _passage_units(coders: Sequence[Coder], segments: pd.DataFrame) -> Units:
    units: Units = defaultdict(Counter)
    for segment, document in zip(segments["segment"], segments["document"], strict=True):
        labels = tuple(c.themes.get(segment, NONE) if document in c.documents else None for c in coders)
        units[document][labels] += 1
    return units


def _letter_units(
    coders: Sequence[Coder], human: Sequence[HumanCoding], corpus: Corpus, documents_read: frozenset[str]
) -> Units:
    """The same by letter: a person's selection counts as it was drawn."""
    import numpy as np
    import pandas as pd

    segments = pd.read_parquet(corpus.segments)
    texts, places = document_texts(segments[segments["document"].isin(documents_read)])
    of_document: dict[str, list[str]] = defaultdict(list)
    for segment, document in zip(segments["segment"], segments["document"], strict=True):
        if document in documents_read:
            of_document[document].append(segment)
    units: Units = {}
    for document, text in texts.items():
        letters_before = np.concatenate([[0], np.cumsum([not letter.isspace() for letter in text])])
        labels_by_coder = []
        for coder in coders:
            labels = np.full(int(letters_before[-1]), NONE if document in coder.documents else None, dtype=object)
            if coder.name == PROGRAM:
                spans = [(coder.themes.get(s, NONE), *letters_before[list(places[s])]) for s in of_document[document]]
            else:
                selections = [c for c in human if c.by == coder.name and c.document == document]
                spans = [
                    (c.theme, *(c.letters if c.letters[1] else letters_before[list(places[c.segment])]))
                    for c in selections
                ]
            for theme, start, end in spans:
                labels[start:end] = theme
            labels_by_coder.append(labels)
        units[document] = Counter(zip(*(labels.tolist() for labels in labels_by_coder), strict=True))
    return units


def _alpha(units: Units) -> dict[str, float | None]:
    """Alpha over all documents, with its interval."""
    documents = sorted(units)

    def of(rows: Sequence[int]) -> float | None:
        whole: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            whole.update(units[documents[row]])
        return krippendorffs_alpha(whole)

    low, high = interval_by_group(documents, of) or (None, None)
    return {"alpha": of(range(len(documents))), "low": low, "high": high}


def _differences(coders: Sequence[Coder], segments: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The passages on which coders differ: one column a coder, and the words."""
    import pandas as pd

    rows = []
    for s in segments.itertuples():
        labels = {c.name: c.themes.get(s.segment, "") for c in coders if s.document in c.documents}
        if len(set(labels.values())) > 1:
            label_names = {
                who: " + ".join(names.get(t, t) for t in label.split(" + ")) or NONE for who, label in labels.items()
            }
            rows.append({"segment": s.segment, "file": s.file, "place": s.place, **label_names, "text": s.text})
    return pd.DataFrame(rows, columns=["segment", "file", "place", *(c.name for c in coders), "text"])
