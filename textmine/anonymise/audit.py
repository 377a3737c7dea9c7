"""What was done, without any surface: counts by document and kind, and a report in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from textmine.programme import AnonymisePolicy
from textmine.records import CleanDocument


@dataclass(frozen=True, slots=True)
class AuditRow:
    """How many of one kind in one document. what: "masked" or "flagged". kind: the span's label and token, or the flag's kind."""

    document: str
    what: str
    kind: str
    count: int


_KIND_WORDS = {
    "PERSON": "names of people", "ORG": "organisations", "LOCATION": "places", "ROLE": "roles that fit one person",
    "CONTACT": "contacts and addresses", "DATE": "dates of birth and ages over 89", "CODE": "numbers that identify",
}  # fmt: skip
_FLAG_WORDS = {
    "capitalised": "capitalised words that are in no list", "ambiguous": "mentions that fit several people",
    "role": "roles with an organisation", "personal event": "rare personal events", "lower case": "passages all in lower case",
    "capitals": "passages all in capitals", "number or address": "remains of numbers or addresses",
}  # fmt: skip


def audit_rows(documents: Sequence[CleanDocument]) -> tuple[AuditRow, ...]:
    """Counts by document: masked by label, flagged by kind; in the documents' order."""
    rows: list[AuditRow] = []
    for document in documents:
        masked = Counter(s.label for s in document.spans)
        flagged = Counter(f.kind for f in document.flags)
        rows += [AuditRow(document.id, "masked", kind, n) for kind, n in sorted(masked.items())]
        rows += [AuditRow(document.id, "flagged", kind, n) for kind, n in sorted(flagged.items())]
    return tuple(rows)


def audit_report(
    audit: Sequence[AuditRow],
    policy: AnonymisePolicy,
    *,
    people: int = 0,
    word_decisions: Sequence[tuple[str, str, int]] = (),
    glossary: int = 0,
    version: str = "",
) -> str:
    """A Markdown report: what was masked, what waits for review, what was reviewed by whom, what risk remains."""
    documents = len({row.document for row in audit})
    masked, flagged = Counter[str](), Counter[str]()
    for row in audit:
        (masked if row.what == "masked" else flagged)[row.kind] += row.count
    lines = ["# Anonymisation report", ""]
    lines += [
        f"{documents} documents hold something that was masked or flagged; {people} people have a pseudonym.",
        "",
    ]
    lines += ["## What was masked", "", "| kind | times |", "|---|---:|"]
    lines += [f"| {_KIND_WORDS.get(kind, kind)} | {n} |" for kind, n in masked.most_common()] or ["| nothing | 0 |"]
    lines += ["", "## What waits for review", ""]
    if flagged:
        lines += [
            "A passage with an open flag counts in tables and is never quoted.",
            "",
            "| why | times |",
            "|---|---:|",
        ]
        lines += [f"| {_FLAG_WORDS.get(kind, kind)} | {n} |" for kind, n in flagged.most_common()]
    else:
        lines += ["Nothing."]
    if word_decisions or glossary:
        lines += ["", "## What was reviewed", ""]
    if word_decisions:
        lines += ["| by | decision | words |", "|---|---|---:|"]
        lines += [f"| {by or 'unknown'} | {action} | {n} |" for by, action, n in word_decisions]
    if glossary:
        lines += ["", f"{glossary} words of the glossary (glossary.txt beside the corpora) are kept in every corpus."]
    lines += ["", "## Settings", "", "| setting | value |", "|---|---|"]
    for name, value in asdict(policy).items():
        text = f"{len(value)} words" if name == "keep" else value
        lines.append(f"| {name} | {text} |")
    if version:
        lines.append(f"| textmine | {version} |")
    lines += [
        "",
        "## What risk remains",
        "",
        "- Names were found with lists, rules and what the corpus itself shows. In text of these kinds about 1 to 6 in 100 mentions of",
        "  people who are on no list may be left in part; most of those are flagged.",
        "- A person can be known by what is told: an event, a rare role, a way of speaking. Events and roles are flagged or generalised",
        "  where their wording is usual; read quotes before you publish them.",
        "- Whoever has the pseudonym key and a list of names can test which pseudonym is whose. Keep the key apart; delete it when no",
        "  further notes will come.",
        f"- Organisations: {policy.organisations}. Places: {policy.places}. What is kept can point to people in small places.",
        "",
    ]
    return "\n".join(lines)
