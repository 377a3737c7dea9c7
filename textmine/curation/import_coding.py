"""What people coded or renamed in another tool comes back as decisions; what cannot be matched is listed."""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textmine import workspace
from textmine.codebook import Decision
from textmine.curation.coding_file import read_codings
from textmine.curation.coding_records import Codings, HumanCoding
from textmine.curation.conflicts import DecisionRequest
from textmine.curation.names import plain_name, read_as
from textmine.curation.review import Review, open_review
from textmine.errors import ConflictError, UsageError
from textmine.progress import Reporter
from textmine.refi import Code, read_codebook
from textmine.wording import counted, one_line
from textmine.workspace import Corpus


def import_coding(corpus: Corpus, path: Path, report: Reporter, by: str) -> dict[str, Any]:
    """Take what people coded in a .qdpx, .qdc or .csv as decisions. by: who, where the file does not say.

    Returns what was decided, how often, and what could not be matched. Raises ReadError, UsageError.
    """
    if path.suffix.casefold() == ".qdc" and not corpus.models.is_dir():
        return _seed(corpus, read_codebook(path))
    review = open_review(corpus, report, by)
    found = read_codings(review, path, by)
    coders = {c.by for c in found.human}
    requests, more = _requests(review, found, coders.pop() if len(coders) == 1 else "")
    done: list[Decision] = []
    for one in requests:
        try:
            done += review.take_all([one])
        except (UsageError, ConflictError) as error:
            more.append(str(error))
    return {
        "decided": dict(sorted(Counter(d.action for d in done).items())),
        "coded_by_people": len(found.human),
        "coded_by_program": found.by_program,
        "decided_before": found.by_decision,
        "seeds": 0,
        "unmatched": [*found.unmatched, *more],
    }


def _requests(review: Review, found: Codings, by: str) -> tuple[list[DecisionRequest], list[str]]:
    """The decisions that codings mean, and what they leave open. by: the one person who coded, "" where they are several."""
    themes = {t.id: t for t in review.themes}
    requests = [
        DecisionRequest("rename", themes[t], name, by=by)
        for t, name in sorted(found.renamed.items())
        if t in themes and plain_name(name) != plain_name(themes[t].name)
    ]
    requests += [
        DecisionRequest("merge", themes[a], b, by=by)
        for a, b in sorted(found.merged.items())
        if a in themes and b in themes
    ]
    themes_of: dict[str, set[str]] = defaultdict(set)
    who: dict[tuple[str, str], HumanCoding] = {}
    for coding in found.human:
        if coding.theme and not coding.is_decided:
            theme = found.merged.get(coding.theme, coding.theme)
            themes_of[coding.segment].add(theme)
            who.setdefault((coding.segment, theme), coding)
    moves: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    several = 0
    stays, moved_on = Counter[str](), Counter[str]()  # who had put passages elsewhere
    for segment, these in themes_of.items():
        if len(these) > 1:
            several += 1
            continue
        (theme,) = these
        coding = who[segment, theme]
        same = [theme, *(a for a, b in found.merged.items() if b == theme)]
        if theme not in themes or any(review.is_in(segment, themes[s]) for s in same if s in themes):
            continue
        before = review.put_there_by(segment)
        another = before is not None and read_as(before.by) != read_as(coding.by)
        if before and (coding.at[:10] < before.at[:10] if coding.at else another):
            stays[before.by] += 1
            del who[segment, theme]
            continue
        if before and another:
            moved_on[before.by] += 1
        moves[theme, coding.by, coding.at[:10]].append(segment)
    requests += [
        DecisionRequest("move", themes[t], "", tuple(s), by=by, at=at) for (t, by, at), s in sorted(moves.items())
    ]
    states = review.placement.curated.states
    for theme in sorted({t for _, t in who} & themes.keys()):
        if "pinned" not in states.get(theme, ()):  # what people code with should not be lost in a retraining
            coder = min((c for (_, t), c in who.items() if t == theme), key=lambda c: (c.at, c.by))
            requests.append(DecisionRequest("pin", themes[theme], by=coder.by, at=coder.at[:10]))
    lines = (
        [f"more than one theme by people, and so none taken for the first: {counted(several, 'passage')}"]
        if several
        else []
    )
    lines += [
        f"left where {name} put it, as what is coded here is older or does not say when: {counted(n, 'passage')}"
        for name, n in sorted(stays.items())
    ]
    lines += [
        f"put elsewhere by {name} before, and moved as coded later: {counted(n, 'passage')}"
        for name, n in sorted(moved_on.items())
    ]
    other = Counter(c.code for c in found.human if not c.theme)
    lines += [
        f"the code {one_line(name)[:80]} is no theme: {counted(n, 'passage')} coded with it"
        for name, n in sorted(other.items())
    ]
    return requests, lines


def _seed(corpus: Corpus, codes: Sequence[Code]) -> dict[str, Any]:
    """Codes as themes that are expected, in corpus.toml of a corpus that was not run yet."""
    known = {"", *(read_as(s.name) for s in corpus.programme().codebook)}
    named = {read_as(c.name): c for top in reversed(codes) for c in reversed([*top.all()]) if c.codable}
    new = [c for name, c in reversed(named.items()) if name not in known]
    text = corpus.settings.read_text(encoding="utf-8")
    for code in new:
        text += f"\n[[codebook]]\nname = {json.dumps(one_line(code.name), ensure_ascii=False)}\n"
        text += f"description = {json.dumps(one_line(code.description) or one_line(code.name), ensure_ascii=False)}\n"
    try:
        tomllib.loads(text)
    except ValueError as error:
        raise UsageError(
            "corpus.toml holds its codebook in another form",
            corpus.settings,
            "Write it as [[codebook]], or add the codes by hand",
        ) from error
    if new:
        workspace.write_text(corpus.settings, text)
    return {
        "decided": {}, "coded_by_people": 0, "coded_by_program": 0, "decided_before": 0, "seeds": len(new), "unmatched": []
    }  # fmt: skip
