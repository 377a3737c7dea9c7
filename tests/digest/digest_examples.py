"""Made-up contents of digests, from the whole programme of nine places down to nothing at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from textmine.digest import Content, Counts, DistinctiveTheme, MessageLine, Outcome, Provenance
from textmine.records import SafeQuote, SafeTable

PLACES = {
    "Central Lancashire": "North",
    "North Merseyside": "North",
    "West Hertfordshire": "Midlands and East",
    "North & East Hertfordshire": "Midlands and East",
    "Nottingham": "Midlands and East",
    "East Kent": "South",
    "Cornwall": "South",
    "Imperial": "London",
    "Barnet & Enfield": "London",
}
PHASES = ("A&E Delivery Boards", "STPs and Integrated Care Systems")
NAMES = (
    "waiting for a care package", "four-hour target", "sharing records between trusts", "staff who are worn out",
    "winter money that comes late", "GPs and the front door", "mental health in A&E", "regulators with different asks",
    "trust between organisations", "community beds", "ambulance handover", "the voice of patients and of those who care for them",
)  # fmt: skip
QUOTES = (
    "We had eleven people on the ward on Monday who were well enough to go home, and nobody to go home to.",
    "The money comes in January, when the winter is half over, and it has to be spent by March.",
    "Each regulator asks for the same figure in a different form. We fill in the form instead of seeing the patient.",
    "I don't think it is the target that is wrong, it is what we do on the day when we see that we will miss it.",
    "My staff are tired. Not the tired that a week off mends, the other one.",
    "Once the two chief officers had sat in one room and been honest about the debt, things began to move. "
    "Before that it was two years of polite letters, and everyone went home with what they came with. "
    "I would tell anyone who starts: do that first, do it early and do not write minutes.",
    "Nobody in this county owns the whole of the way that a patient goes.",
    "We count the four hours and we do not count the four days after.",
    "It was the housing officer who got her home, and he isn't on any of your boards.",
    "Two systems that don't speak to each other, and a nurse with two passwords on a bit of tape.",
    "If you want us to plan together, then judge us together.",
    "What helped was one person whose only job was to hold the thing between the meetings.",
    "The ambulance stood outside for an hour and ten, and the crew knew the corridor better than we do.",
    "We tried it for six weeks, it didn't work here, and we were not allowed to say so.",
    "Families ring us because they don't know whom else to ring.",
)


def quote(n: int, where: str = "", phase: str = "") -> SafeQuote:
    return SafeQuote(QUOTES[n % len(QUOTES)], where, phase, f"s-{n:06x}")


def cells(themes: int, columns: list[str], by: str, seed: int) -> SafeTable:
    """Shares of every kind: shown, few or none, not enough."""
    rng = np.random.default_rng(seed)
    rows = []
    for t in range(themes):
        for column in columns:
            share = float(np.round(rng.beta(1.2, 9), 4))
            status = str(rng.choice(["shown", "few or none", "not enough"], p=[0.8, 0.1, 0.1]))
            share = 0.0 if status == "shown" and rng.random() < 0.1 else share
            rows.append(
                {
                    "theme_id": f"t-{t:04x}",
                    by: column,
                    "share": share,
                    "low": round(share * 0.6, 4),
                    "high": round(min(1.0, share * 1.5 + 0.01), 4),
                    "segments": int(share * 90),
                    "documents": 4,
                    "speakers": 9,
                    "enough": status != "not enough",
                    "status": status,
                }
            )
    frame = pd.DataFrame(rows)
    numbers = ["share", "low", "high", "segments", "documents", "speakers"]
    frame[numbers] = frame[numbers].astype({n: "Float64" if n in numbers[:3] else "Int64" for n in numbers})
    frame.loc[frame["status"] == "few or none", numbers] = pd.NA
    return SafeTable(frame)


def theme_table(n: int, of: int, seed: int = 0) -> SafeTable:
    rng = np.random.default_rng(seed)
    trends = ["emerging", "cannot tell", "fading", "steady", "cannot tell", "cannot tell"]
    rows = []
    for t in range(n):
        share = float(np.round(0.2 * 0.88**t, 4))
        trend = trends[t % len(trends)]
        change = {"emerging": 0.06, "fading": -0.05, "steady": 0.01, "cannot tell": 0.02}[trend] * min(1.0, 8 / (t + 4))
        before = max(0.005, share - change / 2)
        rows.append(
            {
                "theme_id": f"t-{t:04x}",
                "name": NAMES[t % len(NAMES)] + (f", part {t // len(NAMES) + 1}" if t >= len(NAMES) else ""),
                "terms": ["home care", "package", "discharge", "social worker", "beds", "waiting"],
                "segments": int(share * 800),
                "documents": max(3, 30 - t),
                "share": share,
                "low": round(share * 0.75, 4),
                "high": round(share * 1.35, 4),
                "places": max(1, of - t % (of + 2)) if of else 0,
                "of": of,
                "stability": round(float(rng.uniform(0.5, 0.95)), 3),
                "mark": ["robust", "robust", "fair", "tentative"][t % 4],
                "before": round(before, 4),
                "after": round(before + change, 4),
                "low_change": round(change - (0.03 if trend != "cannot tell" else 0.09), 4),
                "high_change": round(change + (0.03 if trend != "cannot tell" else 0.09), 4),
                "trend": trend,
                "status": "shown",
            }
        )
    frame = pd.DataFrame(rows)
    if n:
        frame[["segments", "documents"]] = frame[["segments", "documents"]].astype("Int64")
    return SafeTable(frame)


def messages() -> tuple[MessageLine, ...]:
    names = list(PLACES)
    lines = []
    kinds = ("ask", "warning", "lesson", "ask", "praise", "warning", "ask", "ask")
    addressees = ("NHS England", "", "national programme leads", "the Treasury", "", "the regulators", "", "")
    wordings = (
        "Give us the winter money in summer, and for three years.",
        "If social care is not paid for, no target in the hospital will be met.",
        "Sit down together before you write the plan, not after.",
        "Ask us once for a figure, and in one form.",
        "The visits by the national team were the first time that anyone listened.",
        "There isn't the staff to open another ward, whatever the plan says.",
        "Let the rule on sharing records be the same on both sides of the river.",
        "Please pay for the taxi that takes people home at night.",
    )
    for i, (kind, to, wording) in enumerate(zip(kinds, addressees, wordings, strict=True)):
        reach = max(1, 7 - i)
        said = SafeQuote(wording, names[i], PHASES[i % 2], f"s-{900 + i:06x}")
        quotes = tuple(quote(2 * i + k, names[(i + k) % 9], PHASES[k % 2]) for k in range(3))
        lines.append(
            MessageLine(
                id=f"m-{i:04x}",
                wording=said,
                kind=kind,
                addressee=to,
                theme=NAMES[i],
                scope="national" if i < 6 else "local",
                documents=(10 if i == 0 else 5) if i < 6 else 2,
                localities=tuple(names[:reach]) if i != 3 else (),
                places=reach,
                of=9,
                phases=PHASES if i % 2 == 0 else PHASES[1:],
                roles=("official", "chair") if i == 0 else (),
                score=0.9 - 0.09 * i,
                quotes=quotes,
                dissent=(quote(3, "Imperial"),) if i == 1 else (),
                evidence=tuple(sorted({q.id for q in (said, *quotes)})),
            )
        )
    return tuple(lines)


def nine_places(themes: int = 12) -> Content:
    """Everything there is to say: nine places in four regions, two phases."""
    names = list(PLACES)
    return Content(
        title="Systems leadership in urgent and emergency care",
        synthetic=True,
        period=("2017-05-03", "2019-03-20"),
        localities={**PLACES, "Isle of Wight": "South"},
        phases=PHASES,
        compared=tuple(names[:7]),
        counts=Counts(
            documents=107,
            segments=1204,
            substantive=1051,
            words=31250,
            speakers=86,
            by_locality={**dict.fromkeys(names, 11), "unknown": 3},
            by_phase={PHASES[0]: 50, PHASES[1]: 56, "unknown": 1},
            unresolved={"locality": 3, "phase": 1},
        ),
        themes=theme_table(themes, 9),
        by_locality=cells(themes, [*names, "unknown"], "locality", 1),
        by_phase=cells(themes, list(PHASES), "phase", 2),
        quotes={f"t-{t:04x}": (quote(t, names[t % 9], PHASES[0]), quote(t + 11)) for t in range(themes)},
        messages=messages(),
        outcomes=(
            Outcome("Fewer delayed discharges", "found", 40, 10),
            Outcome("One record for each patient", "weak", 5, 2),
            Outcome("A shared budget", "few or none"),
        ),
        distinctive_themes=(
            DistinctiveTheme("Nottingham", "mental health in A&E", 0.22, 0.15, 0.31, 0.09),
            DistinctiveTheme("Cornwall", "community beds", 0.14, 0.09, 0.21, 0.055),
        ),
        masked={"PERSON": 311, "PHONE_NUMBER": 4, "email": 1},
        waiting=7,
        provenance=Provenance("0.1.0", "minilm", 0, "3f2a9c0b11de", "99aa01b2c3d4", {"themes": "auto", "level": "95%"}),
    )


def nothing() -> Content:
    """A corpus in which nothing was found."""
    empty = SafeTable(pd.DataFrame())
    return Content(
        title="",
        counts=Counts(documents=0, segments=0, substantive=0, words=0),
        themes=empty,
        by_locality=empty,
        by_phase=empty,
        provenance=Provenance("0.1.0"),
    )


def one_theme() -> Content:
    whole = nine_places(1)
    return replace(whole, messages=(), distinctive_themes=(), outcomes=(), masked={}, waiting=0)


def no_localities() -> Content:
    """A table of comments: no places, no phases."""
    whole = nine_places(5)
    bare = tuple(
        replace(m, of=0, places=0, localities=(), phases=(), wording=replace(m.wording, where="", phase=""))
        for m in whole.messages
    )
    return replace(
        whole,
        synthetic=False,
        period=("", ""),
        localities={},
        phases=(),
        compared=(),
        counts=Counts(documents=7999, segments=8421, substantive=8400, words=220401),
        themes=theme_table(5, 0),
        by_locality=SafeTable(pd.DataFrame()),
        by_phase=SafeTable(pd.DataFrame()),
        messages=bare,
        distinctive_themes=(),
    )


def one_phase() -> Content:
    whole = nine_places(6)
    frame = whole.themes.frame.drop(columns=["before", "after", "low_change", "high_change", "trend"])
    return replace(
        whole, phases=PHASES[:1], compared=(), themes=SafeTable(frame), by_phase=cells(6, [PHASES[0]], "phase", 3)
    )


def all_few() -> Content:
    whole = nine_places(4)
    themes, by_locality, by_phase = (t.frame.copy() for t in (whole.themes, whole.by_locality, whole.by_phase))
    for frame in (themes, by_locality, by_phase):
        frame["status"] = "few or none"
    themes[["segments", "documents"]] = pd.NA
    for frame in (by_locality, by_phase):
        frame[["share", "low", "high", "segments", "documents", "speakers"]] = pd.NA
    hidden = tuple(replace(m, documents=None, localities=(), places=0, quotes=()) for m in whole.messages)
    return replace(
        whole,
        themes=SafeTable(themes),
        by_locality=SafeTable(by_locality),
        by_phase=SafeTable(by_phase),
        messages=hidden,
        quotes={},
        distinctive_themes=(),
    )


def one_locality() -> Content:
    """The digest of one place."""
    whole = nine_places(6)
    return replace(
        whole,
        scope="East Kent",
        localities={"East Kent": "South"},
        themes=theme_table(6, 1),
        by_locality=cells(6, ["East Kent"], "locality", 4),
        compared=("East Kent",),
        distinctive_themes=(),
        messages=tuple(
            replace(m, of=1, places=m.places if m.scope == "national" else 1, localities=("East Kent",))
            for m in whole.messages
        ),
    )


def only_local() -> Content:
    """Nobody says what somebody says elsewhere."""
    whole = nine_places(3)
    return replace(whole, messages=whole.messages[6:])


ALL = {
    f.__name__: f
    for f in (nine_places, nothing, one_theme, no_localities, one_phase, all_few, one_locality, only_local)
}
