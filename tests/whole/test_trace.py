"""Every number, name and quote of the sample's digest is looked up in the tables and segments it came from."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from textmine.digest.words import n_of, percent_range
from textmine.disclosure import reader_id
from textmine.disclosure.rounding import at_least
from textmine.segment import sentences
from textmine.wording import counted, number, percent


@pytest.fixture(scope="module")
def out(sample_run):
    return sample_run / "outputs" / "sample"


@pytest.fixture(scope="module")
def digest(out):
    return (out / "digest.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def segments(sample_run):
    return pd.read_parquet(sample_run / "corpora" / "sample" / "segments.parquet").set_index("segment")


@pytest.fixture(scope="module")
def spoken(segments):
    """Every sentence of the corpus by the id that readers see."""
    return {
        reader_id(segment, text[a:b]): text[a:b]
        for segment, text in segments["text"].items()
        for a, b in sentences(text)
    }


def table(out, name):
    return pd.read_csv(out / f"{name}.csv", keep_default_na=False)


def section(digest: str, heading: str) -> str:
    return digest.split(f"## {heading}")[1].split("\n## ")[0]


def rows(markdown: str) -> list[list[str]]:
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [[c.strip() for c in line.strip("|").split(" | ")] for line in lines[2:]]


def squeeze(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"\[Person[^\]]*\]", "[name]", text)).casefold()


def quotes(text: str) -> list[str]:
    """What stands between quotation marks at the length of a statement."""
    found = re.findall(r"“((?:[^“”]|“[^”]*”)+)”", re.sub(r"\\(.)", r"\1", text))
    return [q for q in found if len(q.split()) >= 8]


def test_every_quote_stands_in_a_sentence_that_the_digest_names(digest, segments, spoken):
    body, made = digest.split("## Annex: where each line stands")
    ids = set(re.findall(r"`(q-[0-9a-f]{10})`", made))
    assert ids <= set(spoken)
    assert not re.search("|".join(segments.index), digest)  # no id of a passage
    named = [squeeze(spoken[i]) for i in ids]
    every = [squeeze(t) for t in segments["text"]]
    said = quotes(body)
    assert len(said) > 15
    for quote in said:
        words = squeeze(quote.removeprefix("… ").removesuffix(" …"))
        assert any(words in text for text in every), quote
        assert any(words in text for text in named), f"no id for: {quote}"


def test_no_quote_waits_for_review(digest, segments):
    flagged = [squeeze(t) for t in segments.loc[segments["flagged"], "text"]]
    free = [squeeze(t) for t in segments.loc[~segments["flagged"], "text"]]
    for quote in quotes(digest):
        words = squeeze(quote.removeprefix("… ").removesuffix(" …"))
        assert not any(words in t for t in flagged) or any(words in t for t in free), quote


def test_the_table_of_themes_is_themes_csv(digest, out):
    themes = table(out, "themes").set_index("name")
    listed = rows(section(digest, "Annex: the themes in figures"))
    assert len(listed) == (themes["mark"] != "mixed").sum()
    trend = {"growing": "emerging"}
    steady = {"firm": "robust"}
    for name, places, share, how_steady, moved in listed:
        row = themes.loc[name if name in themes.index else name[0].lower() + name[1:]]
        between = "" if row["places_low"] == row["places_high"] else f" ({row['places_low']} to {row['places_high']})"
        assert places == n_of(int(row["places"]), int(row["of"])) + between
        assert share == f"{percent(float(row['share']))} ({percent_range(float(row['low']), float(row['high']))})"
        assert steady.get(how_steady, how_steady) == row["mark"]
        assert trend.get(moved, moved) == row["trend"]


def test_the_heat_map_is_prevalence_csv(digest, out):
    prevalence = table(out, "prevalence")
    at = {(r.theme, r.region, r.locality): r for r in prevalence[prevalence["phase"] == ""].itertuples()}
    annex = section(digest, "Annex: the places and phases")
    places = [
        c.strip() for c in next(x for x in annex.splitlines() if x.startswith("| Theme")).strip("|").split(" | ")
    ][1:]
    listed = rows(annex)
    assert len(listed) == (table(out, "themes")["mark"] != "mixed").sum()
    for name, *cells in listed:
        for place, cell in zip(places, cells, strict=True):
            row = at[name, "", place.strip(" |")]
            assert cell == (percent(float(row.share)) if row.share != "" else row.status)


def test_messages_are_messages_csv(digest, out, segments):
    messages, evidence = table(out, "messages"), table(out / "analyst", "evidence")
    body = section(digest, "Messages for national leaders")
    subjects = re.split(r"^### ", body, flags=re.M)[1:]
    blocks = [(s.splitlines()[0], b) for s in subjects for b in re.split(r"^\*\*\d+\. ", s, flags=re.M)[1:]]
    assert len(blocks) == 10
    rest = int(re.search(r"(\d+) more messages stand in `messages.csv`", body)[1])
    assert len(blocks) + rest == (messages["kind"] != "praise").sum()
    for subject, block in blocks:
        wording = squeeze(quotes(block.splitlines()[0])[0].removesuffix(" …"))
        (row,) = [r for r in messages.itertuples() if squeeze(r.message).startswith(wording)]
        if row.documents:
            assert f"in {counted(int(row.documents), 'document')} or more" in block
        assert n_of(int(row.places), len(set(segments["locality"]) - {"", "unknown"})) in block
        is_no_theme = not row.theme or row.theme.startswith("Other remarks")  # which are no theme for readers
        assert subject == ("Other matters" if is_no_theme else row.theme[:1].upper() + row.theme[1:])
        of_message = evidence[(evidence["of"] == row.id) & evidence["what"].isin(["wording", "evidence", "counted"])]
        assert set(row.evidence.split("; ")) <= set(of_message["id"])
        stands_in = segments.loc[of_message["segment"]]
        assert at_least(stands_in["document"].nunique()) == int(row.documents)
        assert set(row.localities.split("; ")) - {""} <= set(stands_in["locality"])


def test_the_counts_are_those_of_the_corpus(digest, out, segments):
    run = json.loads((out / "analyst" / "run.json").read_text(encoding="utf-8"))
    head = digest.splitlines()[4]
    assert f"Read from {run['documents']} documents" in head
    assert segments["document"].nunique() <= run["documents"]
    made = section(digest, "Annex: how this was made, and how to check it")
    assert f"{run['documents']} documents hold {run['segments']:,} passages" in made
    assert run["segments"] == len(segments)
    themes = table(out, "themes")
    tentative = int((themes["mark"] == "tentative").sum())
    limits = section(digest, "Annex: what we cannot say")
    assert f"{number(tentative).capitalize()} themes are tentative" in limits
    assert f"{run['waiting_for_review']} passages wait" in limits
    assert run["waiting_for_review"] == int(segments["flagged"].sum())
    hidden = table(out, "prevalence")
    single = hidden[((hidden["locality"] != "") ^ (hidden["phase"] != "")) & (hidden["region"] == "")]
    assert f"“Few or none” stands in {(single['status'] == 'few or none').sum()} cells" in limits


def test_names_are_of_the_programme_or_the_themes(digest, out):
    names = {n.casefold() for n in table(out, "themes")["name"]}
    for said in re.findall(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", digest):
        assert re.sub(r"\\(.)", r"\1", said).casefold() in names, said
