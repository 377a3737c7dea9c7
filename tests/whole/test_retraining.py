"""Retraining keeps its memory: themes, decisions and history outlive new text, other seeds and another encoder."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.conftest import in_process, result
from textmine.embed import load_encoder, static
from textmine.workspace import user_cache

MATTERS = {
    "beds": "We wait for {} beds on the ward and patients lie on trolleys in the corridor all night.",
    "calls": "The daily {} call and the return take the site manager away from the staff each morning.",
    "money": "The money for {} wards comes late in the year and the contract ends again in March.",
    "discharge": "Discharge letters to {} care homes and social workers go missing every week.",
    "parking": "The car park is full and {} visitors pay for parking at the machine.",
}
KINDS = (
    "acute",
    "mental health",
    "children's",
    "community",
    "elderly",
    "surgical",
    "maternity",
    "stroke",
    "respite",
    "step-down",
)


def rows(first: int, last: int) -> pd.DataFrame:
    out = [
        {"text": f"{text.format(KINDS[i % 10])} That was so in week {i}, {'again' if i % 2 else 'as before'}.", "locality": ("Cornwall", "Imperial", "Nottingham")[i % 3]}
        for i in range(first, last)
        for text in MATTERS.values()
    ]  # fmt: skip
    return pd.DataFrame(out)


class Teacher:
    """Every word a direction of its own: enough to tell five matters apart."""

    def encode(self, texts, progress=None):
        return static.unit(np.array([sum(map(self.word, text.split())) for text in texts]))

    @staticmethod
    @cache
    def word(word):
        return np.random.default_rng(zlib.crc32(word.encode())).normal(size=384)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A workspace with a small corpus of five matters, trained once with the fast encoder, learned from a fast teacher."""
    with pytest.MonkeyPatch.context() as patch:
        for name, few in (("_WORDS", 3000), ("_PSEUDO_TEXTS", 2000)):
            patch.setattr(static, name, few)
        patch.setattr(static.minilm, "load", lambda *_: Teacher())
        load_encoder("static", user_cache() / "encoders")
    place = tmp_path_factory.mktemp("retraining") / "workspace"
    raw = place / "corpora" / "small" / "raw"
    raw.mkdir(parents=True)
    (raw.parent / "corpus.toml").write_text(
        '[corpus]\ntitle = "Small"\nencoder = "static"\nthemes = 5\n\n[anonymise]\nroster = "none"\n',
        encoding="utf-8",
    )
    rows(0, 30).to_csv(raw / "first.csv", index=False)
    result("retrain", "small", place=place)
    return place


@pytest.fixture
def place(trained, tmp_path):
    target = tmp_path / "workspace"
    shutil.copytree(trained, target)
    return target


def themes(place) -> dict[str, dict]:
    return {q["theme_id"]: q for q in result("review", "small", "--all", place=place)["questions"]}


def add(place, name, first, last):
    rows(first, last).to_csv(place / "corpora" / "small" / "raw" / f"{name}.csv", index=False)


def edit(place, change, code=0):
    """Write the codebook, change it, read it back."""
    book = place / "codebook.toml"
    assert in_process("review", "small", "--to", book, "--workspace", place).returncode == 0
    book.write_text(change(book.read_text(encoding="utf-8")), encoding="utf-8")
    return in_process("review", "small", "--from", book, "--by", "amina", "--workspace", place)


def about(place, word) -> str:
    """The id of the theme whose passages hold a word."""
    texts = pd.read_parquet(place / "corpora" / "small" / "segments.parquet").set_index("segment")["text"]
    return next(t for t, q in themes(place).items() if all(word in texts[p] for p in q["passages"]))


def test_themes_keep_id_and_name_when_documents_come(place):
    before = themes(place)
    add(place, "more", 30, 38)
    done = result("retrain", "small", "--seed", "3", place=place)
    assert done["promoted"]
    assert set(done["kept"]) == set(before)
    after = themes(place)
    assert {t: q["theme"] for t, q in after.items()} == {t: q["theme"] for t, q in before.items()}
    report = (place / "outputs" / "small" / "analyst" / "retraining" / f"{done['version']}.md").read_text(
        encoding="utf-8"
    )
    for part in ("## Is it as good", "fit on documents held out", "| kept |", "40 new documents"):
        assert part in report


def test_decisions_outlive_five_retrainings_and_another_encoder(place):
    beds, calls, money, parking = (about(place, w) for w in ("trolleys", "return", "March", "parking"))
    passages = {t: q["passages"] for t, q in themes(place).items()}

    def change(book: str) -> str:
        for theme, old, new in (
            (beds, 'definition = ""', 'definition = "Nowhere to put people"'),
            (money, "locked = false", "locked = true"),
            (parking, "hidden = false", "hidden = true"),
        ):
            head, tail = book.split(f'id = "{theme}"')
            book = f'{head}id = "{theme}"{tail.replace(old, new, 1)}'
        head, tail = book.split(f'id = "{beds}"')
        line = tail.splitlines()[1]
        book = f'{head}id = "{beds}"{tail.replace(line, "name = " + json.dumps("No beds"), 1)}'
        moved = json.dumps(passages[parking][:2])
        return f'{book}\n[[move]]\nto = "{calls}"\npassages = {moved}\n'

    done = edit(place, change)
    assert done.returncode == 0, done.stderr
    assert "define 1, hide 1, lock 1, move 1, rename 1" in done.stdout
    moved = passages[parking][:2]
    for n in range(5):
        add(place, f"more-{n}", 40 + 3 * n, 43 + 3 * n)
        done = result("retrain", "small", "--seed", str(n), "--promote", place=place)
        assert done["decisions"] == {"applied": 5, "reported": []}
    toml = place / "corpora" / "small" / "corpus.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"static"', '"minilm"'), encoding="utf-8")
    done = result("retrain", "small", "--promote", place=place)
    assert done["decisions"] == {"applied": 5, "reported": []}
    found = themes(place)
    assert found[beds]["theme"] == "No beds"
    assert "hidden from readers" in found[parking]["why"]
    result("run", "small", place=place)
    rows_now = pd.read_csv(place / "outputs" / "small" / "analyst" / "assignments.csv", keep_default_na=False)
    assert set(rows_now.loc[rows_now["segment"].isin(moved) & rows_now["primary"], "theme_id"]) == {calls}
    digest = (place / "outputs" / "small" / "digest.md").read_text(encoding="utf-8")
    assert re.search(r"\*\*No beds\.\*\* (?:“[^”]*”(?: \([^)]*\))? )?Nowhere to put people\.", digest)
    assert "Decisions | 5 (" in digest
    # What was decided is taken back, and the name of the model with it.
    last = json.loads((place / "corpora" / "small" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert last["by"] == "amina"


def test_the_keyboard_decides_as_the_file_does(place):
    first = next(iter(result("review", "small", "--all", place=place)["questions"]))
    keys = "z\nr\nA better name\nu\nr\n\nr\nAnother name\np\nq\n"
    done = in_process("review", "small", "--all", "--by", "amina", "--workspace", place, keys=keys)
    assert done.returncode == 0, done.stderr
    assert "taken back: rename" in done.stdout
    assert "a name is one line of 1 to 80 letters" in done.stdout
    assert "pin 1, rename 2, undo 1" in done.stdout
    assert themes(place)[first["theme_id"]]["theme"] == "Another name"


def test_a_theme_that_is_pinned_after_another_was_hidden_keeps_its_own_passages(place):
    done = in_process("review", "small", "--all", "--workspace", place, keys="h\np\nq\n")
    assert done.returncode == 0, done.stderr
    pinned = json.loads((place / "corpora" / "small" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()[1])
    assert pinned["action"] == "pin"
    shown = themes(place)[pinned["theme"]]["passages"]
    assert set(shown) <= {p for p, _ in pinned["passages"]}


def test_what_became_of_themes_is_told_alike_everywhere(place):
    """A theme that people hold is kept in the summary, the report, the comparison and its history, though a model lost it."""
    before = themes(place)
    (version,) = [p.name for p in (place / "models" / "small").iterdir() if p.is_dir()]
    held = about(place, "March")
    edit(place, lambda b: re.sub(rf'(id = "{held}"(?:\n.*){{4}}\nlocked = )false', r"\1true", b))
    done = result("retrain", "small", "--themes", "2", "--promote", place=place)
    told = {t: word for word in ("kept", "split", "merged", "new", "lost") for t in done[word]}
    assert told[held] == "kept"
    assert set(before) <= set(told)
    compared = result("models", "compare", "small", version, place=place)
    assert {r["theme_id"]: r["became"].split()[0].rstrip(",") for r in compared} == told
    report = (place / "outputs" / "small" / "analyst" / "retraining" / f"{done['version']}.md").read_text(
        encoding="utf-8"
    )
    rows_told = re.findall(r"^\| [^|]+ \| (kept|split|merged|new|lost)\b", report, re.MULTILINE)
    assert sorted(rows_told) == sorted(told.values())
    (shown,) = json.loads(in_process("show", "small", held, "--workspace", place, "--json").stdout)
    assert any("lock by amina" in line for line in shown["history"])
    assert any("what people decided keeps it" in line or "kept" in line for line in shown["history"])


def test_run_keeps_the_version_that_people_put_into_use(place):
    """A version made with a seed of its own stays in use: the next run is told nothing else."""
    seeded = result("retrain", "small", "--seed", "3", "--promote", place=place)
    assert result("run", "small", place=place)["model"] == seeded["version"]
    unwanted = result("retrain", "small", "--seed", "4", "--no-promote", place=place)
    assert result("run", "small", place=place)["model"] == seeded["version"]
    other = in_process("run", "small", "--seed", "4", "--workspace", place)
    assert f"{unwanted['version']}, which is not in use" in other.stderr.replace("\n", "")


def test_a_guard_sees_decisions_that_drop_out(place):
    """A theme with a name that people gave is gone in fewer themes: the version is not put into use by itself."""
    edit(place, lambda b: re.sub(r'\nname = ".*"', '\nname = "Ours"', b, count=1))
    add(place, "more", 30, 34)
    done = result("retrain", "small", "--themes", "1", place=place)
    assert done["decisions"]["applied"] == 0
    assert any("what people decided that can be applied fell" in g for g in done["guards"])
    assert not done["promoted"]


def test_a_codebook_that_is_read_twice_decides_once(place):
    book = place / "codebook.toml"
    assert in_process("review", "small", "--to", book, "--workspace", place).returncode == 0
    again = in_process("review", "small", "--to", book, "--workspace", place)
    assert again.returncode == 2
    assert "perhaps an edited one" in again.stderr
    text = book.read_text(encoding="utf-8")
    a, b, c, *_ = ids(text)
    edited = merge(text, a, b) + (
        f'\n[[split]]\ntheme = "{c}"\nname = "Apart"\npassages = ["{read(text, c)[0]}"]\n'
        f'\n[[move]]\nto = "{c}"\npassages = ["{read(text, b)[0]}"]\n'
    )
    book.write_text(edited, encoding="utf-8")
    said = [in_process("review", "small", "--from", book, "--workspace", place) for _ in range(2)]
    assert [d.returncode for d in said] == [0, 0], said
    assert "merge 1, move 1, split 1" in said[0].stdout
    assert "Nothing was decided" in said[1].stdout
    book.write_text(edited.replace(f'merge_into = "{b}"', 'merge_into = ""'), encoding="utf-8")
    assert "undo 1" in in_process("review", "small", "--from", book, "--workspace", place).stdout
    assert a in themes(place)
    history = json.loads(in_process("show", "small", a, "--workspace", place, "--json").stdout)[0]["history"]
    assert any("merged into" in line and "(taken back)" in line for line in history)
    assert any("merge taken back" in line for line in history)


def test_what_people_merged_stays_one_theme(place):
    """Four of five themes are made one: a refit that finds them apart does not part them again."""
    first, *others = list(themes(place))[:4]

    def change(book: str) -> str:
        for other in others:
            book = merge(book, other, first)
        return book

    assert edit(place, change).returncode == 0
    before = themes(place)
    for seed in ("0", "5"):
        done = result("retrain", "small", "--promote", "--seed", seed, place=place)
        assert done["decisions"] == {"applied": 3, "reported": []}
        after = themes(place)
        assert set(after) == set(before)
        assert after[first]["theme"] == before[first]["theme"]
        assert after[first]["share"] == pytest.approx(before[first]["share"], abs=0.02)


def test_deciding_of_a_theme_that_an_undo_took_away(place):
    a = ids_now(place)[0]
    words = themes(place)[a]["passages"][0]
    assert (
        edit(place, lambda b: f'{b}\n[[split]]\ntheme = "{a}"\nname = "Half"\npassages = ["{words}"]\n').returncode == 0
    )
    done = in_process("review", "small", "--all", "--by", "amina", "--workspace", place, keys="s\nu\np\nq\n")
    assert done.returncode == 0, done.stderr
    assert "taken back: split of Half" in done.stdout


def test_a_run_goes_on_from_a_retraining_that_was_stopped_before_it_was_measured(place):
    add(place, "more", 30, 34)
    stopped = result("retrain", "small", "--no-promote", place=place)["version"]
    (place / "outputs" / "small" / "analyst" / "retraining" / f"{stopped}.md").unlink()
    assert result("run", "small", place=place)["model"] == stopped


def ids_now(place) -> list[str]:
    return list(themes(place))


def test_a_digest_says_what_people_decided(place):
    edit(place, lambda b: b.replace("hidden = false", "hidden = true", 1))
    result("run", "small", place=place)
    digest = (place / "outputs" / "small" / "digest.md").read_text(encoding="utf-8")
    assert "people corrected the themes by one decision" in digest
    assert "One theme is not shown: people decided to hide it." in digest


def ids(book: str) -> list[str]:
    """The ids of the themes of a codebook, in order."""
    return re.findall(r'(?m)^id = "(t-[0-9a-f]{6})"', book)


def read(book: str, theme: str) -> list[str]:
    """The ids of the passages that a codebook shows of a theme."""
    return re.findall(r"(?m)^#   ([0-9a-f]{16}):", book.split(f'id = "{theme}"')[1].split("[[theme]]")[0])


def merge(book: str, theme: str, into: str) -> str:
    """A codebook in which a theme is merged into another."""
    head, tail = book.split(f'\nid = "{theme}"')
    changed = tail.replace('merge_into = ""', f'merge_into = "{into}"', 1)
    return f'{head}\nid = "{theme}"{changed}'


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"kind": "theme", "name": "\\ud83d"}', "5", '{"action": "hide"}'],
)
def test_a_line_of_decisions_that_is_none(place, line):
    (place / "corpora" / "small" / "decisions.jsonl").write_text(f"{line}\n", encoding="utf-8")
    done = in_process("review", "small", "--workspace", place)
    assert done.returncode == 3
    assert "line 1" in done.stderr


@pytest.mark.parametrize(
    ("what", "change", "code", "says"),
    [
        ("no TOML", lambda b: b + "\n[[[", 3, "this is no TOML"),
        ("an unknown theme", lambda b: b.replace('id = "t-', 'id = "t-x', 1), 2, "no such theme"),
        ("an unknown key", lambda b: b.replace("hidden =", "hiden =", 1), 2, "hiden is not known here"),
        ("no name", lambda b: re.sub(r"\nname = .*", '\nname = ""', b, count=1), 2, "a name is one line"),
        ("a theme into itself", lambda b: b.replace('merge_into = ""', f'merge_into = "{re.findall("t-[0-9a-f]{6}", b)[0]}"', 1), 2, "itself"),
        ("an unknown passage", lambda b: b + '\n[[move]]\nto = ""\npassages = ["0000"]\n', 2, "[[move]] 1 (0000): there is no such passage"),
        ("no passages", lambda b: b + '\n[[move]]\nto = ""\npassages = []\n', 2, "a move needs passages"),
        ("passages that are none", lambda b: b + '\n[[move]]\nto = ""\npassages = [1]\n', 2, "a list of ids"),
        ("a move without a theme", lambda b: b + '\n[[move]]\npassages = ["0000"]\n', 2, "[[move]] 1: to is missing"),
        ("a move with a slip", lambda b: b + '\n[[move]]\nthemes = ""\n', 2, "[[move]] 1: themes is not known here"),
        ("a theme twice", lambda b: b + f'\n[[theme]]\nid = "{ids(b)[0]}"\n', 2, "[[theme]] 6 (" ),
        ("merged in a circle", lambda b: merge(merge(b, ids(b)[0], ids(b)[1]), ids(b)[1], ids(b)[0]), 2, "in a circle"),
        ("merged and locked", lambda b: merge(b, ids(b)[0], ids(b)[1]).replace("locked = false", "locked = true", 1), 2, "nothing else can be decided"),
        ("split by passages of another", lambda b: f'{b}\n[[split]]\ntheme = "{ids(b)[0]}"\nname = "X"\npassages = ["{read(b, ids(b)[1])[0]}"]\n', 2, "is not in this theme"),
        ("a name for two", lambda b: re.sub(r'\nname = ".*"', '\nname = "Same"', b, count=2), 2, "two themes would have this name"),
        ("a switch in quotes", lambda b: b.replace("hidden = false", 'hidden = "yes"', 1), 2, "hidden must be true or false"),
        ("a split of what is merged", lambda b: merge(b, ids(b)[0], ids(b)[1]) + f'\n[[split]]\ntheme = "{ids(b)[0]}"\nname = "X"\npassages = ["{read(b, ids(b)[0])[0]}"]\n', 2, "in the same file"),
        ("a number without end", lambda b: b.replace("hidden = false", "hidden = " + "9" * 5000, 1), 3, "no TOML"),
        ("an unknown part", lambda b: b + "\n[wishes]\n", 2, "this is unknown: wishes"),
    ],
)  # fmt: skip
def test_a_codebook_that_cannot_be_read_changes_nothing(place, what, change, code, says):
    done = edit(place, change)
    assert done.returncode == code, what
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (place / "corpora" / "small" / "decisions.jsonl").exists()


def test_a_guard_keeps_a_worse_version_out_of_use(place):
    """Fewer themes than people know: robust ones are lost, and the version in use stays."""
    before = result("models", "list", "small", place=place)
    done = result("retrain", "small", "--themes", "2", place=place)
    assert not done["promoted"]
    assert any("robust themes" in g for g in done["guards"])
    after = result("models", "list", "small", place=place)
    assert [r["version"] for r in after if r["promoted"]] == [r["version"] for r in before if r["promoted"]]
    compared = result("models", "compare", "small", before[0]["version"], done["version"], place=place)
    assert {r["became"].split(" ")[0] for r in compared} & {"lost", "merged", "kept,"}
    assert result("retrain", "small", "--themes", "2", "--promote", place=place)["promoted"]


def test_incremental_places_new_text_and_says_when_a_refit_is_due(place):
    before = themes(place)
    add(place, "a-few", 30, 33)
    few = result("retrain", "small", "--incremental", place=place)
    assert (few["promoted"], few["refit_due"], set(few["kept"])) == (True, "", set(before))
    found = result("run", "small", place=place)  # what fits is not fitted again
    assert found["model"] == few["version"]
    add(place, "many", 33, 60)
    many = result("retrain", "small", "--incremental", place=place)
    assert "were not there at the last fit" in many["refit_due"]


def test_incremental_needs_themes(tmp_path):
    raw = tmp_path / "corpora" / "small" / "raw"
    raw.mkdir(parents=True)
    (raw.parent / "corpus.toml").write_text(
        '[corpus]\nencoder = "static"\n\n[anonymise]\nroster = "none"\n', encoding="utf-8"
    )
    rows(0, 10).to_csv(raw / "first.csv", index=False)
    done = in_process("retrain", "small", "--incremental", "--workspace", tmp_path)
    assert done.returncode == 2
    assert "no themes yet" in done.stderr


def test_a_damaged_version_in_use_does_not_cost_the_memory(place):
    before = themes(place)
    (version,) = [p.name for p in (place / "models" / "small").iterdir() if p.is_dir()]
    add(place, "a-few", 30, 33)
    newer = result("retrain", "small", "--promote", place=place)["version"]
    (place / "models" / "small" / newer / "themes.json").write_text("[]", encoding="utf-8")
    done = in_process("retrain", "small", "--promote", "--workspace", place)
    assert done.returncode == 0
    assert f"{newer}: themes.json was changed" in done.stderr.replace("\n", "")
    assert version in (next((place / "outputs" / "small" / "analyst" / "retraining").glob("*.md"))).read_text(
        encoding="utf-8"
    )
    assert {t: q["theme"] for t, q in themes(place).items()} == {t: q["theme"] for t, q in before.items()}


@pytest.mark.parametrize(
    ("what", "text", "n_new"),
    [
        ("nobody spoke of it before", "The swimming pool of the {} school was shut after the flood and lessons stopped.", 1),
        ("it is one of the themes there are", MATTERS["discharge"], 0),
    ],
)  # fmt: skip
def test_what_only_new_documents_speak_of_is_a_new_theme(place, what, text, n_new):
    toml = place / "corpora" / "small" / "corpus.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("themes = 5\n", ""), encoding="utf-8")
    before = {t for t, q in themes(place).items() if "hidden" not in q["why"]}
    more = pd.DataFrame({"text": [text.format(kind) for kind in KINDS] * 2, "locality": "Cornwall"})
    more["text"] += [f" That was so in term {i}." for i in range(len(more))]
    more.to_csv(place / "corpora" / "small" / "raw" / "more.csv", index=False)
    result("retrain", "small", "--promote", place=place)
    after = themes(place)
    new = set(after) - before
    assert len(new) == n_new, what
    words = pd.read_parquet(place / "corpora" / "small" / "segments.parquet").set_index("segment")["text"]
    assert all("pool" in words[p] for t in new for p in after[t]["passages"])
