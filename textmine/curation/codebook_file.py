"""The codebook as a file to edit: written with what there is to read, read back as decisions.

The file says how things should be, so reading it twice decides nothing more.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from textmine import workspace
from textmine.codebook import Decision, Theme, in_force, merge_path, merges
from textmine.curation.conflicts import DecisionRequest
from textmine.curation.review import Review
from textmine.decision_log import LogState
from textmine.errors import ReadError, UsageError
from textmine.modelling.apply_decisions import Placement
from textmine.wording import one_line

#: Letters of a passage.
LETTERS = 300
#: What an entry of each kind may hold, and of what type.
KEYS: dict[str, dict[str, type]] = {
    "theme": {
        "id": str,
        "name": str,
        "definition": str,
        "hidden": bool,
        "pinned": bool,
        "locked": bool,
        "merge_into": str,
    },
    "split": {"theme": str, "name": str, "passages": list},
    "move": {"to": str, "passages": list},
}
KINDS = {str: 'a text in "quotes"', bool: "true or false, without quotes", list: 'a list ["id", "id"]'}
#: What an entry must hold.
NEEDED = {"theme": ("id",), "split": ("theme", "name", "passages"), "move": ("to", "passages")}
SWITCHES = (("hide", "hidden"), ("pin", "pinned"), ("lock", "locked"))
HEAD = """\
# The codebook of the corpus {corpus}: change what you want and read it back with
#   textmine review {corpus} --from {name}
# name, definition: as readers see them. hidden: readers do not see the theme. pinned: it stays when the model is retrained.
# locked: what is in it now stays in it; retraining may only add. merge_into: the id of another theme that this one is part of.
# What is left as it is decides nothing; what is changed back is taken back. Lines that begin with # are for reading.
# To split a theme or to move passages, add at the end of the file:
#   [[split]]
#   theme = "t-..."
#   name = "Name of what is split off"
#   passages = ["id", "id"]          # examples of what is split off
#   [[move]]
#   to = "t-..."                     # "" for no theme
#   passages = ["id"]

# By this, what others decide while you edit is neither overwritten nor taken back.
written = "{state}"
"""


def write_codebook(review: Review, path: Path) -> None:
    """Write the codebook of a corpus to a file. Raises UsageError where there is a file already, WriteError."""
    if path.exists():
        raise UsageError(
            "there is a file already, perhaps an edited one", path, "Read it with --from, or give another name"
        )
    log = review.log.state
    lines = [HEAD.format(corpus=review.corpus.name, name=path.name, state=f"{log.lines}-{log.hash}")]
    why = {q.theme.id: q.why for q in review.questions()}
    for theme in review.themes:
        switches = _switches(review.placement, theme)
        lines += ["[[theme]]", f"id = {_quoted(theme.id)}", f"name = {_quoted(theme.name)}"]
        lines += [f"definition = {_quoted(theme.definition)}"]
        lines += [f"{key} = {'true' if switches[action] else 'false'}" for action, key in SWITCHES]
        lines += ['merge_into = ""']
        lines += [f"# share: {review.share(theme):.0%}; words: {', '.join(theme.terms[:6])}"]
        lines += [f"# wants a decision: {'; '.join(why[theme.id])}"] if why.get(theme.id) else []
        for name, words in review.passages(theme):
            short = " ".join(words.split())
            lines.append(f"#   {name}: {short[:LETTERS]}{'…' if len(short) > LETTERS else ''}")
        lines.append("")
    workspace.write_text(path, "\n".join(lines))


def read_codebook(review: Review, path: Path) -> list[Decision]:
    """Take every decision that an edited codebook holds; the file is checked whole before the first is written.

    Raises ReadError, UsageError (each says the entry).
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise ReadError(
            f"this is no TOML ({str(error)[:80]})", path, "Write it anew with: textmine review --to"
        ) from error
    base = _base(review, written.pop("written", None), path)
    unknown = sorted(set(written) - set(KEYS))
    if unknown:
        raise UsageError(f"this is unknown: {', '.join(unknown)}", path, "Use [[theme]], [[split]] and [[move]]")
    requests: list[DecisionRequest] = []
    seen: set[str] = set()
    names: set[str] = set()
    merging: dict[str, str] = {}
    read: dict[str, Callable[[Review, Mapping[str, Any]], list[DecisionRequest]]] = {
        "theme": partial(_changes, base),
        "split": _split,
        "move": _move,
    }
    for kind in KEYS:
        for where, entry in _entries(written, kind, path):
            with _named(where):
                changes = read[kind](review, entry)
                once = [entry["id"]] if kind == "theme" else entry["passages"]
                twice = [one for i, one in enumerate(once) if one in seen or one in once[:i]]
                if twice:
                    raise UsageError("this stands in the file twice", twice[0])
                seen.update(once)
                merging |= {w.theme.id: w.value for w in changes if w.action == "merge" and w.theme}
                for one in changes:
                    review.check(one)
                    name = one.value.casefold() if one.action in ("rename", "split") else ""
                    if name and name in names:
                        raise UsageError("two themes would have this name", one.value)
                    names.add(name)
                    if kind != "theme" and one.theme and one.theme.id in merging:
                        raise UsageError("this theme is merged into another in the same file", one.theme.id)
                _check_merges(merging)
            requests += changes
    return review.take_all(requests)


def _entries(written: Mapping[str, Any], kind: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The entries of a kind, each with where it stands, checked for keys and types."""
    entries = written.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise UsageError(f"{kind} must be written as [[{kind}]]", path)
    for number, entry in enumerate(entries, 1):
        where = f"{path}, [[{kind}]] {number}"
        for key, value in entry.items():
            known = KEYS[kind].get(key)
            if known is None:
                raise UsageError(f"{key} is not known here", where, f"Known are: {', '.join(KEYS[kind])}")
            if not isinstance(value, known):
                raise UsageError(f"{key} must be {KINDS[known]}", where)
        missing = [key for key in NEEDED[kind] if key not in entry]
        if missing:
            raise UsageError(f"{missing[0]} is missing", where, f"It holds: {', '.join(NEEDED[kind])}")
        if not all(isinstance(p, str) for p in entry.get("passages", ())):
            raise UsageError("passages must be a list of ids", where)
        yield where, entry


@contextmanager
def _named(where: str) -> Iterator[None]:
    """An error inside says the entry of the file too."""
    try:
        yield
    except UsageError as error:
        raise UsageError(error.what, f"{where} ({error.where})" if error.where else where, error.do) from error


def _base(review: Review, written: object, path: Path) -> Placement:
    """The themes that a file was written from, with what its reader has decided since; as they are now for a file that does not say."""
    if written is None:
        return review.placement
    lines, _, hash = str(written).partition("-")
    if not (lines.isdecimal() and len(lines) < LETTERS):
        raise UsageError("written is not as it was", path, "Leave that line as it is, or write the codebook anew")
    return review.show_as_of(LogState(int(lines), hash))


def _changes(base: Placement, review: Review, entry: Mapping[str, Any]) -> list[DecisionRequest]:
    """What an entry changes. base: the themes that the file was written from."""
    into = entry.get("merge_into", "")
    standing = in_force(review.seen)
    there = {t.id: t for t in base.known}
    merged = [d for d in standing if d.action == "merge" and d.theme == entry["id"]]
    if merged and entry["id"] not in there:  # it was merged since the file was written
        more = [key for _, key in SWITCHES if entry.get(key)]
        if more or one_line(entry.get("name", merged[-1].name)) != merged[-1].name:
            raise UsageError("this theme was merged into another; nothing else can be decided of it", entry["id"])
        if not into:
            return [DecisionRequest("undo", None, merged[-1].id)]
        if review.theme(into).id not in merge_path(entry["id"], merges(standing))[1:]:
            raise UsageError(
                "this theme was merged into another since", entry["id"], "Write the codebook anew with --to"
            )
        return []
    theme = there.get(entry["id"]) or review.theme(entry["id"])
    out = []
    if (name := one_line(entry.get("name", theme.name))) != theme.name:
        out.append(DecisionRequest("rename", theme, name))
    if (definition := one_line(entry.get("definition", theme.definition))) != theme.definition:
        out.append(DecisionRequest("define", theme, definition))
    is_so = _switches(base, theme)
    for action, key in SWITCHES:
        wish = entry.get(key, is_so[action])
        if wish and not is_so[action]:
            out.append(DecisionRequest(action, theme))
        elif is_so[action] and not wish:
            out += [DecisionRequest("undo", None, d.id) for d in standing if d.action == action and d.theme == theme.id]
    if into:
        if out:
            raise UsageError("a theme that is merged into another ends; nothing else can be decided of it", theme.id)
        out.append(DecisionRequest("merge", theme, (there.get(into) or review.theme(into)).id))
    return _but_for_merged(review, theme, out)


def _but_for_merged(review: Review, theme: Theme, requests: list[DecisionRequest]) -> list[DecisionRequest]:
    """The same, where somebody else has merged the theme since the file was written: nothing where they did what is asked for.

    Raises UsageError where something else is asked for.
    """
    if not requests or theme.id in {t.id for t in review.themes}:
        return requests
    now = in_force(review.decisions)
    if requests[-1].action == "merge" and requests[-1].value in merge_path(theme.id, merges(now))[1:]:
        return []
    by = next((d.by for d in now if d.action == "merge" and d.theme == theme.id), "somebody")
    raise UsageError(f"{by} has merged this theme into another since", theme.id, "Write the codebook anew with --to")


def _check_merges(requests: Mapping[str, str]) -> None:
    for start in requests:
        if merge_path(start, requests)[-1] in requests:  # its way ended where it had been
            raise UsageError("themes are merged into each other in a circle", start)


def _split(review: Review, entry: Mapping[str, Any]) -> list[DecisionRequest]:
    theme, name, passages = review.theme(entry["theme"]), one_line(entry["name"]), tuple(entry["passages"])
    for d in in_force(review.decisions):
        if (d.action, d.theme, d.name) == ("split", theme.id, name) and passages == tuple(p for p, _ in d.passages):
            return []
    return [DecisionRequest("split", theme, name, passages)]


def _move(review: Review, entry: Mapping[str, Any]) -> list[DecisionRequest]:
    theme, passages = review.theme(entry["to"]) if entry["to"] else None, tuple(entry["passages"])
    there = passages and review.put_there(passages, theme)
    return [] if there else [DecisionRequest("move", theme, "", passages)]


def _switches(placed: Placement, theme: Theme) -> dict[str, bool]:
    """Whether a theme is hidden, pinned, locked: by the action that makes it so."""
    state = placed.curated.states.get(theme.id, frozenset())
    return {
        "hide": theme.id in {t.id for t in placed.curated.hidden},
        "pin": "pinned" in state,
        "lock": "locked" in state,
    }


def _quoted(text: str) -> str:
    """A TOML basic string; JSON writes the same, but for the one control character that TOML does not allow bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
