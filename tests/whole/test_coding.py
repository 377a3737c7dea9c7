"""Out to the tools of qualitative analysis and back: nothing changes by itself, and what people did there becomes decisions."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from tests.conftest import in_process, result
from textmine.curation.review import open_review
from textmine.progress import Silent
from textmine.refi import (
    Code,
    Coding,
    Project,
    Source,
    codebook_bytes,
    guid,
    project_bytes,
    read_codebook,
    read_project,
)
from textmine.workspace import find_corpus

AMINA = guid("user", "amina")
MATTERS = (
    "We wait for {} beds on the ward and patients lie on trolleys in the corridor all night. Trusts must open more beds now.",
    "The daily {} call and the return take the site manager away from the staff each morning. 😀 Llŷr said e\u0301 so.",
    "The money for {} wards comes late in the year and the contract ends again in March. NHS England must pay it in April.",
    "Discharge letters to {} care homes and social workers go missing every week.",
)
KINDS = ("acute", "mental health", "children's", "community", "elderly", "surgical", "maternity", "stroke")


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A workspace with a small corpus that was run, and its project."""
    place = tmp_path_factory.mktemp("coding") / "workspace"
    raw = place / "corpora" / "small" / "raw"
    raw.mkdir(parents=True)
    (raw.parent / "corpus.toml").write_text(
        '[corpus]\ntitle = "Small"\nthemes = 4\n\n[anonymise]\nroster = "none"\n', encoding="utf-8"
    )
    for n in range(4):
        turns = [f"{m.format(KINDS[(i + n) % 8])} That was so in week {i}." for i in range(6) for m in MATTERS]
        (raw / f"{n}.txt").write_text("\r\n\r\n".join(turns), encoding="utf-8", newline="")
    result("run", "small", place=place)
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=place)
    return place


@pytest.fixture
def place(coded, tmp_path):
    target = tmp_path / "workspace"
    shutil.copytree(coded, target)
    return target


def of(place) -> Project:
    return read_project(place / "outputs" / "small" / "analyst" / "small.qdpx")[0]


def give_back(place, project: Project, name="back.qdpx"):
    path = place / name
    path.write_bytes(project_bytes(project))
    return result("import-coding", "small", path, place=place)


def themes(project: Project) -> list:
    return list(project.codes[0].codes)


def with_source(project: Project, number: int, **changes) -> Project:
    sources = list(project.sources)
    sources[number] = replace(sources[number], **changes)
    return replace(project, sources=tuple(sources))


def test_every_coding_selects_the_words_of_its_passage(coded):
    project = of(coded)
    segments = pd.read_parquet(coded / "corpora" / "small" / "segments.parquet").set_index("segment")["text"]
    placed = pd.read_csv(coded / "outputs" / "small" / "analyst" / "assignments.csv", keep_default_na=False)
    placed = placed[placed["theme_id"] != ""]
    found = {(c.code, s.text[c.start : c.end]) for s in project.sources for c in s.codings}
    assert {(guid("theme", r.theme_id), " ".join(segments[r.segment].split())) for r in placed.itertuples()} <= {
        (code, " ".join(words.split())) for code, words in found
    }
    assert any(code == guid("kind", "Ask") and words.startswith("Trusts must") for code, words in found)
    assert {s.variables.get("Locality", "") for s in project.sources} == {""}


def test_variables_of_documents_have_the_names_of_the_project(coded):
    done = result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=coded)
    path = next(f for f in done["files"] if f.endswith("-documents.csv"))
    assert type(coded)(path).read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert list(table) == ["Name", "Locality", "Region", "Phase", "Date", "Kind"]
    assert table["Name"].tolist() == [s.name for s in of(coded).sources]


def test_the_same_analysis_gives_the_same_bytes(coded):
    path = coded / "outputs" / "small" / "analyst" / "small.qdpx"
    before = path.read_bytes()
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=coded)
    assert path.read_bytes() == before


def test_out_and_back_changes_nothing(place):
    done = give_back(place, of(place))
    assert (done["decided"], done["unmatched"], done["coded_by_people"]) == ({}, [], 0)
    assert not (place / "corpora" / "small" / "decisions.jsonl").exists()


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("CRLF", lambda t: t.replace("\n", "\r\n")),
        ("a mark in front", lambda t: "\ufeff" + t),
    ],
)
def test_other_line_ends_change_nothing(place, what, change):
    """As another program writes the text, while it counts letters as it did."""
    import zipfile

    path, back = place / "outputs" / "small" / "analyst" / "small.qdpx", place / "back.qdpx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(back, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name.endswith(".txt") else data)
    done = result("import-coding", "small", back, place=place)
    assert (done["decided"], done["unmatched"]) == ({}, [])


def test_positions_that_count_both_letters_of_crlf(place):
    import re
    import zipfile

    path, back = place / "outputs" / "small" / "analyst" / "small.qdpx", place / "back.qdpx"
    texts = {s.guid: s.text for s in of(place).sources}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(back, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode()
            if name.endswith(".txt"):
                data = data.replace("\n", "\r\n")
            else:
                parts = re.split(r"(?=<TextSource )", data)
                for i, part in enumerate(parts[1:], 1):
                    text = texts[re.search('guid="([^"]+)"', part)[1]]
                    parts[i] = re.sub(
                        r'(startPosition|endPosition)="(\d+)"',
                        lambda m, text=text: f'{m[1]}="{int(m[2]) + text[: int(m[2])].count(chr(10))}"', part)  # fmt: skip
                data = "".join(parts)
            new.writestr(name, data.encode())
    found, problems = read_project(back)
    assert [s.codings for s in found.sources] == [s.codings for s in of(place).sources]
    assert [line.partition(":")[0] for line in problems] == [f"{len(texts)} texts"]


def test_the_older_file_of_a_second_coder_undoes_nothing(place):
    """Both start from one export; the first renames and merges, the second only codes."""
    project = of(place)
    first, second, *rest = themes(project)
    top = replace(project.codes[0], codes=(replace(first, name="Renamed"), *rest))
    sources = tuple(
        replace(s, codings=tuple(replace(c, code=first.guid) if c.code == second.guid else c for c in s.codings))
        for s in project.sources
    )
    assert give_back(place, replace(project, codes=(top, *project.codes[1:]), sources=sources))["decided"] == {
        "merge": 1,
        "rename": 1,
    }
    ben = guid("user", "ben")
    machine = next(c for s in project.sources for c in s.codings if c.code == second.guid)
    n = next(i for i, s in enumerate(project.sources) if machine in s.codings)
    own = Coding(guid("own"), machine.start, machine.end, second.guid, ben)
    changed = with_source(project, n, codings=(*project.sources[n].codings, own))
    done = give_back(place, replace(changed, users={**project.users, ben: "Ben"}), "ben.qdpx")
    assert done["decided"] == {"pin": 1}  # what he coded with the merged theme is in the one it became
    assert done["unmatched"] == []


def recoded(place, user: str) -> Project:
    """The project in which a person gave the first two codings of the second theme the code of the first."""
    project = of(place)
    first, second, *_ = themes(project)
    sources = list(project.sources)
    done = 0
    for i, s in enumerate(sources):
        codings = list(s.codings)
        for k, c in enumerate(codings):
            if c.code == second.guid and "not its first" not in c.description and done < 2:
                codings[k], done = replace(c, code=first.guid, user=user or c.user), done + 1
        sources[i] = replace(s, codings=tuple(codings))
    return replace(project, sources=tuple(sources), users={**project.users, AMINA: "Amina"})


@pytest.mark.parametrize(("user", "who"), [("", "carla"), (AMINA, "Amina")])
def test_a_coding_of_the_program_that_a_person_changed_in_place_is_the_persons(place, user, who):
    """The comment of the selection stays what it was, and in some tools its user too."""
    path = place / "back.qdpx"
    path.write_bytes(project_bytes(recoded(place, user)))
    found = result("import-coding", "small", path, "--by", "carla", place=place)
    assert (found["decided"], found["unmatched"]) == ({"move": 1, "pin": 1}, [])
    assert {d["by"] for d in decisions(place)} == {who}
    assert result("import-coding", "small", path, "--by", "carla", place=place)["decided"] == {}


def test_a_theme_that_a_person_gave_to_the_sentence_of_a_message(place):
    """On the program's own selection, whose comment speaks of the message."""
    project = of(place)
    kinds = {c.guid for c in project.codes[1].codes}
    n, sentence = next((i, c) for i, s in enumerate(project.sources) for c in s.codings if c.code in kinds)
    there = {c.code for c in project.sources[n].codings if c.start <= sentence.start < c.end}
    other = next(c.guid for c in themes(project) if c.guid not in there)
    own = replace(sentence, guid=guid("own"), code=other, user=AMINA)
    project = with_source(project, n, codings=(*project.sources[n].codings, own))
    found = give_back(place, replace(project, users={**project.users, AMINA: "Amina"}))
    assert (found["decided"], found["unmatched"]) == ({"move": 1, "pin": 1}, [])
    assert {d["by"] for d in decisions(place)} == {"Amina"}


def test_another_code_that_is_no_theme_is_listed(place):
    project, own = of(place), Code(guid("own code"), "Car parks")
    first, *rest = project.sources[0].codings
    project = with_source(project, 0, codings=(replace(first, code=own.guid), *rest))
    found = give_back(place, replace(project, codes=(*project.codes, own)))
    assert found["decided"] == {}
    assert any("Car parks is no theme" in line for line in found["unmatched"])


def test_what_people_moved_is_exported_as_theirs_and_comes_back_as_nothing_new(place):
    path = place / "back.qdpx"
    path.write_bytes(project_bytes(recoded(place, AMINA)))
    result("import-coding", "small", path, place=place)
    before = decisions(place)
    moved = {s for d in before if d["action"] == "move" for s, _ in d["passages"]}
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=place)
    project = of(place)
    hers = [c for s in project.sources for c in s.codings if project.users[c.user] == "Amina"]
    assert len(hers) == len(moved) == 2
    assert all("put here by a person (d-" in c.description and "score" not in c.description for c in hers)
    done = give_back(place, project)
    assert (done["decided"], done["unmatched"]) == ({}, [])
    assert (done["coded_by_people"], done["decided_before"]) == (0, 2)
    # Taken back since: an older file does not bring it again.
    move = next(d for d in before if d["action"] == "move")
    review = open_review(find_corpus("small", place), Silent(), "amina")
    review.take("undo", None, move["id"])
    assert give_back(place, project)["decided"] == {}
    assert decisions(place)[: len(before)] == before


@pytest.mark.parametrize(
    ("at", "decided", "line"),
    [("2030-01-01T00:00:00Z", {"move": 1}, "put elsewhere by Amina before, and moved as coded later: one passage"),
     ("2026-05-01T00:00:00Z", {}, "left where Amina put it, as what is coded here is older or does not say when: one passage"),
     ("", {}, "left where Amina put it, as what is coded here is older or does not say when: one passage")],
)  # fmt: skip
def test_what_another_person_decided_stays_but_for_what_is_later(place, at, decided, line):
    project, ben = of(place), guid("user", "ben")
    first, second, third, *_ = themes(project)
    machine = next(c for c in project.sources[0].codings if c.code == first.guid)
    users = {**project.users, AMINA: "Amina", ben: "Ben"}
    amina = Coding(guid("a"), machine.start, machine.end, second.guid, AMINA, at="2026-05-04T10:00:00Z")
    bens = Coding(guid("b"), machine.start, machine.end, third.guid, ben, at=at)
    for who, coding in (("amina", amina), ("ben", bens)):
        changed = with_source(project, 0, codings=(*project.sources[0].codings, coding))
        done = give_back(place, replace(changed, users=users), f"{who}.qdpx")
    assert {k: n for k, n in done["decided"].items() if k != "pin"} == decided
    assert done["unmatched"] == [line]
    # Hers again is older than his, or is so already.
    again = result("import-coding", "small", place / "amina.qdpx", place=place)
    assert "move" not in again["decided"]


def test_a_person_is_one_however_they_write_their_name(place):
    path = place / "back.qdpx"
    path.write_bytes(project_bytes(recoded(place, "")))
    project = read_project(path)[0]
    own = Coding(guid("own"), 0, 40, themes(project)[2].guid, AMINA)
    project = with_source(project, 0, codings=(*project.sources[0].codings, own))
    path.write_bytes(project_bytes(project))
    result("import-coding", "small", path, "--by", "amina", place=place)
    assert {d["by"] for d in decisions(place)} == {"Amina"}


def every_coding(project: Project, change) -> Project:
    sources = tuple(replace(s, codings=tuple(change(c) for c in s.codings)) for s in project.sources)
    return replace(project, sources=sources)


def every_code(project: Project, change) -> Project:
    return replace(
        project, codes=tuple(replace(top, codes=tuple(change(c) for c in top.codes)) for top in project.codes)
    )


TOOLS = {
    "all users are one": lambda p: replace(p, users=dict.fromkeys(p.users, "bob")),
    "new ids for codings": lambda p: every_coding(p, lambda c: replace(c, guid=guid("new", c.guid))),
    "no comments of selections": lambda p: every_coding(p, lambda c: replace(c, description="")),
    "no comments of codes": lambda p: every_code(p, lambda c: replace(c, description="")),
    "a memo behind each comment of a code": lambda p: every_code(
        p, lambda c: replace(c, description=f"{c.description} Mine.")
    ),
    "no comments, and all users are one": lambda p: replace(
        every_coding(p, lambda c: replace(c, description="")), users=dict.fromkeys(p.users, "bob")
    ),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_tool_loses_decides_nothing(place, tool):
    """Of a corpus in which a theme was renamed, to the name of a kind of message, another merged, and passages moved."""
    before = of(place)
    review = open_review(find_corpus("small", place), Silent(), "Amina")
    first, second, third, *_ = (next(t for t in review.themes if guid("theme", t.id) == c.guid) for c in themes(before))
    review.take("rename", first, "Ask")
    review.take("merge", second, first.id)
    passages = [s for s in review.segments["segment"] if review.is_in(s, third)][:2]
    review.take("move", review.theme(first.id), "", passages)
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=place)
    done = give_back(place, TOOLS[tool](of(place)))
    assert done["decided"] == {}
    assert give_back(place, TOOLS[tool](before))["decided"] == {}  # nor does the file from before
    review = open_review(find_corpus("small", place), Silent(), "Amina")
    review.take("undo", None, next(d["id"] for d in decisions(place) if d["action"] == "move"))
    assert give_back(place, TOOLS[tool](of(place)))["decided"] == {}


@pytest.mark.parametrize("one_user", [False, True])
def test_selections_that_a_tool_made_one_decide_nothing(place, one_user):
    """Two codings of the program on one selection, with the comment of one and new ids; the model does not find the other any more."""
    project = of(place)
    first, second, *_ = themes(project)
    n, machine = next((i, c) for i, s in enumerate(project.sources) for c in s.codings if c.code == first.guid)
    other = replace(machine, guid=guid("new"), code=second.guid)
    project = with_source(project, n, codings=(*project.sources[n].codings, other))
    done = give_back(place, TOOLS["all users are one"](project) if one_user else project)
    assert (done["decided"], done["coded_by_people"]) == ({}, 0)


def test_a_theme_with_the_name_of_a_kind_can_be_coded_with(place):
    review = open_review(find_corpus("small", place), Silent(), "Amina")
    first = next(t for t in review.themes if guid("theme", t.id) == themes(of(place))[0].guid)
    review.take("rename", first, "Ask")
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=place)
    path = place / "back.qdpx"
    path.write_bytes(project_bytes(recoded(place, "")))
    assert result("import-coding", "small", path, place=place)["decided"] == {"move": 1, "pin": 1}


def test_a_comment_of_a_person_that_reads_like_ours_is_theirs(place):
    project = of(place)
    machine = project.sources[0].codings[0]
    own = replace(machine, guid=guid("own"), user=AMINA, description="we share a hub; model of care")
    project = with_source(project, 0, codings=(*project.sources[0].codings, own))
    assert give_back(place, replace(project, users={**project.users, AMINA: "Amina"}))["coded_by_people"] == 1


@pytest.mark.parametrize("new_ids", [False, True])
def test_documents_with_the_same_text_keep_their_own_codings(tmp_path, new_ids):
    raw = tmp_path / "corpora" / "small" / "raw"
    raw.mkdir(parents=True)
    (raw.parent / "corpus.toml").write_text('[corpus]\nthemes = 2\n\n[anonymise]\nroster = "none"\n', encoding="utf-8")
    texts = [m.format(KINDS[i % 8]) for i in range(6) for m in MATTERS[:2]]
    alike = "The food on the ward was cold."
    pd.DataFrame({"text": [*texts, alike, alike, alike]}).to_csv(raw / "a.csv", index=False)
    result("run", "small", place=tmp_path)
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=tmp_path)
    project = of(tmp_path)
    n = [i for i, s in enumerate(project.sources) if s.text == alike][1]
    machine = next((c.code for c in project.sources[n].codings), "")
    other = next(c.guid for c in themes(project) if c.guid != machine)
    own = Coding(guid("own"), 0, len(alike), other, AMINA)
    project = replace(with_source(project, n, codings=(own,)), users={**project.users, AMINA: "Amina"})
    if new_ids:
        project = replace(
            project, sources=tuple(replace(s, guid=guid("new", s.guid)) for s in project.sources), sets={}
        )
    assert give_back(tmp_path, project)["decided"] == {"move": 1, "pin": 1}
    ((segment, _),) = next(d for d in decisions(tmp_path) if d["action"] == "move")["passages"]
    rows = pd.read_parquet(raw.parent / "segments.parquet").set_index("segment")
    assert rows.loc[segment, "document"] == rows[rows["text"] == alike]["document"].iloc[1]


def test_a_table_of_no_codings(place):
    path = place / "codings.csv"
    path.write_text("\ufeffsegment,theme\n", encoding="utf-8")
    done = result("import-coding", "small", path, place=place)
    assert (done["decided"], done["unmatched"]) == ({}, [])


def test_names_of_coders_that_are_names_of_columns(place):
    """Each codes one document; a spreadsheet takes no name for a formula."""
    project = of(place)
    names = ("textmine", "segment", "text", "=cmd|1")
    users = {guid("user", n): n for n in names}
    for n, user in enumerate(users):
        machine = [c for c in project.sources[n].codings if "score" in c.description and "message" not in c.description]
        own = [replace(c, guid=guid(user, c.guid), user=user, description="") for c in machine]
        code = next(c.guid for c in themes(project) if c.guid != own[0].code)
        own[0] = replace(own[0], code=code)
        project = with_source(project, n, codings=(*project.sources[n].codings, *own))
    path = place / "people.qdpx"
    path.write_bytes(project_bytes(replace(project, users={**project.users, **users})))
    done = result("evaluate", "agreement", "small", path, place=place)
    assert set(done["coders"]) == {"textmine", "textmine (coder)", "segment (coder)", "text (coder)", "'=cmd|1"}
    differ = pd.read_csv(done["files"][1])
    assert len(differ) == 4
    assert set(differ["segment"]) <= set(pd.read_parquet(place / "corpora" / "small" / "segments.parquet")["segment"])


def decisions(place) -> list[dict]:
    text = (place / "corpora" / "small" / "decisions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_what_people_did_comes_back(place):
    """One theme renamed, a passage coded with another theme by a person, with other guids for texts as ATLAS.ti gives them."""
    project = of(place)
    first, second, *_ = themes(project)
    top = replace(project.codes[0], codes=(replace(first, name="No beds"), *themes(project)[1:]))
    source = project.sources[0]
    machine = next(c for c in source.codings if c.code == first.guid)
    own = Coding(guid("own"), machine.start, machine.end - 5, second.guid, AMINA, at="2026-05-04T10:00:00Z")
    changed = replace(project, codes=(top, *project.codes[1:]), users={**project.users, AMINA: "Amina"})
    changed = with_source(changed, 0, guid=guid("another"), codings=(*source.codings, own))
    foreign = Source(
        guid("foreign"), "elsewhere.txt", "Not of this corpus.", {}, (Coding(guid("f"), 0, 3, first.guid, AMINA),)
    )
    done = give_back(place, replace(changed, sources=(*changed.sources, foreign), sets={}))
    assert done["decided"] == {"move": 1, "pin": 1, "rename": 1}
    assert any("elsewhere.txt is none of this corpus" in line for line in done["unmatched"])
    lines = [
        json.loads(x)
        for x in (place / "corpora" / "small" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    move = next(d for d in lines if d["action"] == "move")
    assert (move["by"], move["at"]) == ("Amina", "2026-05-04")
    again = result("import-coding", "small", place / "back.qdpx", place=place)
    assert again["decided"] == {}  # it is so already
    result("run", "small", place=place)
    placed = pd.read_csv(place / "outputs" / "small" / "analyst" / "assignments.csv", keep_default_na=False)
    (segment,) = (s for s, _ in move["passages"])
    assert set(placed.loc[(placed["segment"] == segment) & placed["primary"], "theme"]) == {
        next(
            q["theme"]
            for q in result("review", "small", "--all", place=place)["questions"]
            if guid("theme", q["theme_id"]) == second.guid
        )
    }
    digest = (place / "outputs" / "small" / "themes.csv").read_text(encoding="utf-8")
    assert "No beds" in digest


def test_codes_that_were_merged_there_are_merged_here(place):
    project = of(place)
    first, second, *rest = themes(project)
    top = replace(project.codes[0], codes=(first, *rest))
    sources = tuple(
        replace(s, codings=tuple(replace(c, code=first.guid) if c.code == second.guid else c for c in s.codings))
        for s in project.sources
    )
    done = give_back(place, replace(project, codes=(top, *project.codes[1:]), sources=sources))
    assert done["decided"] == {"merge": 1}


def test_a_table_of_codings(place):
    placed = pd.read_csv(place / "outputs" / "small" / "analyst" / "assignments.csv", keep_default_na=False)
    placed = placed[placed["primary"] & (placed["theme_id"] != "")]
    row, other = placed.iloc[0], next(t for t in placed["theme"].unique() if t != placed["theme"].iloc[0])
    path = place / "codings.csv"
    path.write_text(
        f'segment,theme,coder\n{row.segment},"{other}",Ben\nffff,{other},Ben\n{row.segment},Nothing known,Ben\n',
        encoding="utf-8",
    )
    done = result("import-coding", "small", path, place=place)
    assert done["decided"] == {"move": 1, "pin": 1}
    assert [line.split(":")[0] for line in done["unmatched"]] == ["line 3", "line 4"]


@pytest.mark.parametrize(
    ("date", "at"),
    [("2026-05-04", "2026-05-04"), ("2026-05-04T10:00:00Z", "2026-05-04"), ("2026-13-44", ""), ("2026-05-04Tno", ""), ("20260504", ""), ("2019-W01-1", ""),
     ("4 May", "")],
)  # fmt: skip
def test_the_date_of_a_table_of_codings(place, date, at):
    placed = pd.read_csv(place / "outputs" / "small" / "analyst" / "assignments.csv", keep_default_na=False)
    placed = placed[placed["primary"] & (placed["theme_id"] != "")]
    row, other = placed.iloc[0], next(t for t in placed["theme"].unique() if t != placed["theme"].iloc[0])
    path = place / "codings.csv"
    note = "a whole note " * 20_000
    path.write_text(f'segment,theme,coder,date,note\n{row.segment},"{other}",Ben,{date},{note}\n', encoding="utf-8")
    result("import-coding", "small", path, place=place)
    move = next(d for d in decisions(place) if d["action"] == "move")
    assert (move["at"] == at) if at else move["at"] > "2026-05-05"


def test_agreement_of_people_and_the_program(place):
    """Amina codes two documents as the program does, but for one passage; Ben codes one of them all alike."""
    project = of(place)
    ben = guid("user", "ben")
    codes = [c.guid for c in themes(project)]
    changed = replace(project, users={**project.users, AMINA: "Amina", ben: "Ben"})
    for n in (0, 1):
        machine = [c for c in project.sources[n].codings if c.code in codes and "not its first" not in c.description]
        amina = [Coding(guid("am", c.guid), c.start, c.end, c.code, AMINA) for c in machine]
        other = next(code for code in codes if code != amina[0].code)
        amina[0] = replace(amina[0], code=other) if n == 0 else amina[0]
        bens = [Coding(guid("be", c.guid), c.start, c.end, codes[0], ben) for c in machine] if n else []
        changed = with_source(changed, n, codings=(*project.sources[n].codings, *amina, *bens))
    path = place / "people.qdpx"
    path.write_bytes(project_bytes(changed))
    done = result("evaluate", "agreement", "small", path, place=place)
    assert done["coders"] == {"textmine": 4, "Amina": 2, "Ben": 1}
    kappa = {(r["first"], r["second"]): r["kappa"] for r in done["pairs"] if r["theme"] == "all themes"}
    assert 0.9 < kappa["textmine", "Amina"] < 1
    assert abs(kappa["textmine", "Ben"]) < 0.3
    assert 0 < done["alpha_by_passage"]["alpha"] < 1
    assert 0 < done["alpha_by_letter"]["alpha"] < 1
    differ = pd.read_csv(done["files"][1])
    assert len(differ) == done["disagreements"]
    assert {"textmine", "Amina", "Ben", "text"} <= set(differ)
    # What people decided since is not the program's.
    result("import-coding", "small", path, place=place)
    assert result("evaluate", "agreement", "small", path, place=place)["pairs"] == done["pairs"]


def test_corrections_of_the_program_make_no_coder(place):
    path = place / "back.qdpx"
    path.write_bytes(project_bytes(recoded(place, AMINA)))
    done = in_process("evaluate", "agreement", "small", path, "--workspace", place)
    assert (done.returncode, "only corrects what the program coded" in done.stderr) == (2, True)
    result("import-coding", "small", path, place=place)
    result("export", "small", "--format", "qdpx", "--raw-for-analysts", place=place)
    again = place / "outputs" / "small" / "analyst" / "small.qdpx"
    done = in_process("evaluate", "agreement", "small", again, "--workspace", place)
    assert (done.returncode, "only corrects what the program coded" in done.stderr) == (2, True)


def test_a_file_of_codings_is_given_once(place):
    path = place / "outputs" / "small" / "analyst" / "small.qdpx"
    done = in_process("evaluate", "agreement", "small", path, path, "--workspace", place)
    assert (done.returncode, "is given twice" in done.stderr) == (2, True)


def test_the_readme_of_an_export_speaks_of_what_is_in_it(place):
    (path,) = result("export", "small", "--format", "json", place=place)["files"]
    held = json.loads(type(place)(path).read_text(encoding="utf-8"))
    assert set(held["readme"]) == {*held["tables"], "ids", "review"}


def test_codebook_out_and_as_seeds_of_a_new_corpus(place):
    (path,) = result("export", "small", "--format", "qdc", place=place)["files"]
    codes = read_codebook(type(place)(path))
    assert [c.name for c in codes] == ["Themes", "Messages"]
    assert result("import-coding", "small", path, place=place)["decided"] == {}
    result("new", "fresh", "--sample", "nhs", place=place)
    own = place / "own.qdc"
    own.write_bytes(codebook_bytes([replace(codes[0].codes[0], name="Trust", description='Say "we"\nnot I')], "x"))
    assert result("import-coding", "fresh", own, place=place)["seeds"] == 1
    assert result("import-coding", "fresh", own, place=place)["seeds"] == 0
    alike = [
        replace(codes[0].codes[0], guid=guid(n), name=n) for n in ("Same", "same", "SAME", "Sa\u200bme", " ", "\u200b")
    ]
    own.write_bytes(codebook_bytes([replace(c, codes=()) for c in alike[:1]], "x").replace(b"</Codes>", b"".join(
        f'<Code guid="{c.guid}" name="{c.name}" isCodable="true"/>'.encode() for c in alike[1:]) + b"</Codes>"))  # fmt: skip
    assert result("import-coding", "fresh", own, place=place)["seeds"] == 1
    own.write_bytes(codebook_bytes([replace(codes[0].codes[0], name="Trust", description='Say "we"\nnot I')], "x"))
    toml = place / "corpora" / "fresh" / "corpus.toml"
    toml.write_text('[corpus]\ntitle = "x"\n', encoding="utf-8")
    assert result("import-coding", "fresh", own, place=place)["seeds"] == 1
    toml.write_text("codebook = []\n", encoding="utf-8")
    refused = in_process("import-coding", "fresh", own, "--workspace", place)
    assert (refused.returncode, toml.read_text(encoding="utf-8")) == (2, "codebook = []\n")


def test_seeds_are_written_into_corpus_toml(place):
    result("new", "fresh", "--sample", "nhs", place=place)
    own = place / "own.qdc"
    own.write_bytes(codebook_bytes([replace(themes(of(place))[0], name="Trust")], "x"))
    result("import-coding", "fresh", own, place=place)
    assert 'name = "Trust"' in (place / "corpora" / "fresh" / "corpus.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.qdpx", b"no zip", 3), ("a.qdc", b"<a/>", 3), ("a.csv", b"x,y\n1,2\n", 3), ("a.txt", b"", 2), (None, b"", 3)],
)
def test_a_file_that_is_none(place, name, data, code):
    path = place / (name or "nowhere.qdpx")
    if name:
        path.write_bytes(data)
    done = in_process("import-coding", "small", path, "--workspace", place)
    assert done.returncode == code
    assert len(done.stderr.strip().splitlines()) == 1
    if code == 3:
        assert in_process("evaluate", "agreement", "small", path, "--workspace", place).returncode == 3


def test_without_the_option_a_project_holds_only_what_readers_may_see(coded):
    done = in_process("export", "small", "--format", "qdpx", "--out", coded / "safe", "--workspace", coded)
    assert done.returncode == 0
    safe = read_project(coded / "safe" / "small-quotes.qdpx")[0]
    assert all(s.name.startswith("Quotes ") for s in safe.sources)
    whole = sum(len(s.text) for s in of(coded).sources)
    assert 0 < sum(len(s.text) for s in safe.sources) < whole
