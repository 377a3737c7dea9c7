"""All digests of a corpus side by side: none tells of a quote or a message what another withholds, nor of a cell that cannot be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from textmine.digest import render
from textmine.disclosure import reader_id
from textmine.findings.analysis import restrict
from textmine.findings.content import digest_content
from textmine.pipeline.run import analyse
from textmine.progress import Silent
from textmine.settings import Settings
from textmine.workspace import find_corpus

VISIBLE = {"shown", "not enough"}


@dataclass
class Printed:
    """A quote as a digest prints it. theme: id of the theme it stands under, or that its message is about."""

    scope: dict[str, str]
    theme: str
    of: str
    quote: object


@pytest.fixture(scope="module")
def whole(sample_run):
    return analyse(find_corpus("sample", sample_run), Settings(), Silent())[0]


@pytest.fixture(scope="module")
def digests(whole):
    """The docvars of each digest, and what it says: of the whole, each place, each phase, and one place in one phase."""
    scopes = [{}, *({"locality": p} for p in whole.programme.localities), *({"phase": p} for p in whole.tables.phases)]
    scopes.append({"locality": next(iter(whole.programme.localities)), "phase": whole.tables.phases[0]})
    return [(s, digest_content(restrict(whole, **s) if s else whole)) for s in scopes]


@pytest.fixture(scope="module")
def printed(whole, digests):
    themes = {t.name: t.id for t in whole.model.themes}
    out = []
    for scope, content in digests:
        out += [Printed(scope, theme, theme, q) for theme, quotes in content.quotes.items() for q in quotes]
        for m in content.messages:
            out += [Printed(scope, themes.get(m.theme, ""), m.id, q) for q in _of(m)]
    return out


@pytest.fixture(scope="module")
def cells(whole):
    """The cells that can be seen in any digest: (theme, region, locality, phase), "" for all."""
    out = set()
    for by, table in whole.tables.safe.items():
        for row in table.frame[table.frame["status"].isin(VISIBLE)].to_dict("records"):
            at = {"region": "", "locality": "", "phase": ""} | {b: row[b] for b in by}
            out.add((row["theme_id"], at["region"], at["locality"], at["phase"]))
    return out


def can_be_seen(cells, programme, theme: str, where: str, phase: str) -> bool:
    """Whether it may be known that the theme is spoken of there."""
    is_place = where in programme.localities
    return (theme, "" if is_place else where, where if is_place else "", phase) in cells


def test_the_digests_say_enough_to_be_compared(printed, digests):
    assert len(printed) > 300
    assert sum(bool(p.quote.where) for p in printed) > 100
    assert all(content.quotes and content.messages for scope, content in digests if len(scope) < 2)


def test_a_quote_is_of_one_place_phase_and_role_in_all_of_them(printed):
    by_id: dict[str, set] = {}
    by_words: dict[str, set] = {}
    for p in printed:
        origin = (p.quote.where, p.quote.phase, p.quote.role)
        by_id.setdefault(p.quote.id, set()).add(origin)
        words = re.sub(r"\W+", " ", p.quote.text).strip().casefold()[:60]  # however it is trimmed at the end
        by_words.setdefault(words, set()).add(origin)
    for named in (by_id, by_words):
        assert len(named) > 100
        assert {k: v for k, v in named.items() if len(v) > 1} == {}


def test_the_digest_of_a_part_prints_what_readers_may_know_to_be_of_it(printed):
    for p in printed:
        assert p.scope.get("locality", p.quote.where) == p.quote.where
        assert p.scope.get("phase", p.quote.phase) == p.quote.phase


def test_a_message_reaches_as_far_in_all_of_them(digests):
    told: dict[str, set] = {}
    for scope, content in digests:
        for m in content.messages:
            told.setdefault(m.id, set()).add(
                (m.theme, m.scope, m.documents, m.localities, m.places, m.of, m.phases, m.roles, m.score)
            )
            assert scope.get("locality") in (None, *m.localities)
            assert scope.get("phase") in (None, *m.phases)
    assert {k: v for k, v in told.items() if len(v) > 1} == {}


def test_messages_stand_in_the_order_that_the_digest_names(digests):
    """The most widely heard first: by places, then documents, then people, then how surely it is a message."""
    for _, content in digests:
        said = [(-m.places, -(m.documents or 0), -(m.people or 0), -m.score) for m in content.messages]
        assert said == sorted(said)


def test_no_quote_is_of_a_cell_that_cannot_be_seen(printed, cells, whole):
    named = 0
    for p in printed:
        if p.theme and (p.quote.where or p.quote.phase):
            assert can_be_seen(cells, whole.programme, p.theme, p.quote.where, p.quote.phase), p
            named += 1
    assert named > 100


def test_no_message_is_of_a_cell_that_cannot_be_seen(digests, cells, whole):
    themes = {t.name: t.id for t in whole.model.themes}
    pairs = 0
    for _, content in digests:
        for m in content.messages:
            theme = themes.get(m.theme, "")
            for place in m.localities if theme else ():
                assert can_be_seen(cells, whole.programme, theme, place, ""), m
                pairs += 1
                for phase in m.phases:
                    assert can_be_seen(cells, whole.programme, theme, place, phase), m
            for phase in m.phases if theme else ():
                assert can_be_seen(cells, whole.programme, theme, "", phase), m
    assert pairs > 100


def test_silence_names_no_place(printed, cells, digests, whole):
    """Where one place alone cannot be seen of a theme, a quote without a place would be of that one."""
    few = {m.id for m in digests[0][1].messages if m.documents is None}
    silent = {e.segment for m in whole.messages if m.id in few for e in (*m.evidence, *m.dissent)}
    said = whole.sentences.table[whole.sentences.table["segment"].isin(silent)]
    of_few = {reader_id(s, t) for s, t in zip(said["segment"], said["text"], strict=True)}
    for p in printed:
        if p.theme and not p.quote.where and not p.quote.phase and p.quote.id not in of_few:
            hidden = [x for x in whole.programme.localities if not can_be_seen(cells, whole.programme, p.theme, x, "")]
            assert len(hidden) != 1, p


def test_ids_are_of_what_is_printed_and_in_an_order_that_tells_nothing(digests, whole):
    for _, content in digests:
        for m in content.messages:
            assert list(m.evidence) == sorted({m.wording.id, *(q.id for q in m.quotes)})
            assert len(m.evidence) <= (4 if (m.documents or 0) >= 5 else 2 if m.documents else 1)
        text = render(content)
        inside = re.compile("|".join(whole.corpus_segments["segment"]))
        assert not inside.search(text)
        for line in text.split("## Annex: where each line stands")[1].splitlines():
            for ids in re.split("; (?:against it|if not|answer): ", line):
                found = re.findall(r"`(q-[0-9a-f]{10})`", ids)
                assert found == sorted(found)
            assert not re.search(r"` and \w+ more", line)


def test_the_words_say_no_more_than_the_tables(digests):
    """Under every quote that is printed stands what its origin says, and of every message how often by a band."""
    for _, content in digests:
        text = re.sub(r"\\(.)", r"\1", render(content))
        assert not re.search(
            r"in (?:one|two|three|\d+) documents?(?! or more)[,. )]", text.split("## The themes")[0].split("##", 1)[1]
        )
        # The one place or phase that all of a digest is from is not said again at each quote.
        origins = {", ".join(x for x in (q.where, q.phase) if x and x != content.scope) for q in _quotes(content)}
        for after in re.findall(r"^> “.*” \(([^()“”]*)\)$", text, re.M):
            assert any(after == o or after.endswith(f", {o}") for o in origins if o), after


def _of(m):
    return [q for q in (m.wording, *m.quotes, *m.dissent, m.consequence, m.answer) if q is not None]


def _quotes(content):
    yield from (q for quotes in content.quotes.values() for q in quotes)
    yield from (q for m in content.messages for q in _of(m))
