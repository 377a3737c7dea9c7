"""Who speaks: the role of a speaker from the label in the source, and from how they behave in the meeting."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

#: The roles a speaker can have; "" where nothing is known.
ROLES = ("chair", "minister", "official", "member", "regulator", "witness", "facilitator", "")

# In order: the first that is found in the label decides. "Hon. Mary Ng (Minister of Trade)" is a minister,
# "Hon. Ed Fast (Abbotsford, CPC)" a member: an honorific alone says little, so it stands behind the bracket.
_LABEL_ROLES = tuple(
    (role, re.compile(pattern, flags))
    for role, pattern, flags in (
        # Who leads a talk says so: "Chair and facilitator" leads it. \b would not see the word in "INTERVIEWER_1".
        ("facilitator", r"(?<![^\W\d_])(?:facilitators?|enablers?|moderators?|interviewers?)(?![^\W\d_])", re.I),
        ("facilitator", r"^(?:I|Q|INT|IV|MOD|FAC)[ ._-]?\d{0,2}$", 0),  # as transcribers shorten it
        ("chair", r"\b(?:vice[- ]|deputy |acting |co-?)?chair(?:man|woman|person|s)?\b(?! of the board)|\bspeaker of\b|^the speaker\b", re.I),
        ("facilitator", r"\b(?:facilitat(?:ion|ing)|conven[eo]rs?|hosts?|coach(?:es)?|researchers?|note[- ]?takers?|scribes?)(?![^\W\d_])", re.I),
        ("official", r"\b(?:permanent|under|parliamentary under)[- ]secretary\b(?! of state)|\bdeputy minister\b.*\bcivil\b|\bcivil servant\b|\bofficial\b|\b(?:government|cabinet office|treasury) (?:official|adviser|analyst)\b|\bchief (?:medical|nursing|scientific) (?:officer|adviser)\b|\bclerk\b", re.I),
        ("minister", r"\b(?:prime |first |deputy |shadow )?minister\b|\bsecretary of state\b|\bchancellor of the exchequer\b|\bcabinet (?:secretary|member)\b", re.I),
        ("regulator", r"\b(?:regulator|inspector(?:ate)?|ombudsman|auditor general|comptroller|prosecut(?:or|ion)|commissioner for|cqc|care quality commission|ofsted|estyn|ofcom|ofgem|ofwat|nhs ?(?:england|improvement)|nhse/?i?|nhsi|health education england|qualifications wales|funding council|exam(?:ination)?s? board)\b", re.I),
        ("member", r"\b(?:mp|ms|msp|mla|am|mep|td|senator|councillor|cllr|lord|baroness|viscount|backbencher)\b(?![. ]+[A-Z])|\(.*\b(?:Lib\.?|CPC|NDP|BQ|GP|Ind\.?|Lab|Con|SNP|LD|DUP|Plaid)\)", 0),
        ("member", r"\b(?:MP|MSP|MLA|AM|MEP|TD|MS)\b$|\bmember (?:of|for)\b|\bcouncillor\b|\bcllr\b", re.I),
        ("witness", r"\b(?:witness|professor|prof|consultant|doctor|gp|nurse|matron|sister|paramedic|therapist|social worker|physio\w*|pharmacist|manager|director|chief|head|lead|officer|coordinator|co-ordinator|practitioner|surgeon|clinician|carer|volunteer|patient|governor|owner|farmer|teacher|headteacher|principal|trust|ccg|council|charity|union|association|federation|hospital|ambulance|healthwatch|participant|delegate|staff|team|secretary)\b", re.I),
    )
)  # fmt: skip
_HONOURABLE = re.compile(r"^(?:right )?hon\b\.?|\brt\.? hon\b", re.I)
_WITNESS_TITLE = re.compile(r"^(?:dr|prof|professor|sister|matron)\b\.?", re.I)


def infer_role(label: str, roles: Mapping[str, str]) -> str:
    """The role that a speaker label says, one of ROLES.

    label: as in the source, e.g. "Mr. Alain Rayes (Richmond, CPC)", "The Chair", "Dr Amir Khan (ED consultant)".
    roles: the user's own map, part of a label -> role; looked up first, regardless of case, the longest part first.
    Call it before anonymisation: afterwards the label is a pseudonym.
    """
    folded = label.casefold()
    for part in sorted(roles, key=lambda p: (-len(p), p)):
        if part.strip() and part.casefold() in folded:
            return roles[part]
    for role, pattern in _LABEL_ROLES:
        if pattern.search(label):
            return role
    if _HONOURABLE.search(label):
        return "minister"
    return "witness" if _WITNESS_TITLE.search(label) else ""


class SpokenTurn(Protocol):
    """What is needed of a turn: who speaks and what (records.Turn has no text; the caller brings it)."""

    @property
    def speaker(self) -> str | None:
        """The speaker's label."""

    @property
    def text(self) -> str:
        """What was said."""


_HANDS_OVER = re.compile(
    r"\b(?:over to|shall we (?:start|move|hear)|who(?:'s| is| wants)? (?:next|to (?:start|go))|let's (?:start|move|hear|take|break|come)|"
    r"(?:has|have|have got|'ve got|'s got) (?:a |some |the )?(?:next |further )?questions?|next questions?|do you want to (?:come|say|add)|"
    r"wanted to come in|thanks?(?: you)?(?: very much)?,? [A-Z]\w+|move on to|declarations? of interest|apologies|back (?:in|together) at|"
    r"go round|round the room|anyone else|any(?:body|one) want|welcome (?:everyone|everybody|back|to)|tell us (?:more|about))\b"
)  # fmt: skip


def infer_meeting_roles(turns: Iterable[SpokenTurn]) -> dict[str, str]:
    """Who leads the meeting, from behaviour: {label: "facilitator"} or {}.

    An interviewer asks nearly all questions, asks in at least every other turn and says less than all others together. Who leads a
    meeting of three or more opens turn after turn by handing over, asking the room and thanking, speaks often and briefly: in
    a third of four turns or more, and more than anybody else. Only a speaker who clearly does is named; the rest stay "".
    """
    said: dict[str, list[str]] = defaultdict(list)
    for turn in turns:
        if turn.speaker:
            said[turn.speaker].append(turn.text)
    leader = _who_asks(said) or (_who_hands_over(said) if len(said) > 2 else "")
    return {leader: "facilitator"} if leader else {}


def _who_asks(said: Mapping[str, list[str]]) -> str:
    """The speaker who asks nearly all questions, or ""."""
    asked = {label: sum("?" in text for text in texts) for label, texts in said.items()}
    most = max(asked, key=lambda label: (asked[label], label), default="")
    if len(said) < 2 or asked[most] < 4 or asked[most] < 0.8 * sum(asked.values()):
        return ""
    words = {label: sum(len(text.split()) for text in texts) for label, texts in said.items()}
    # "Mm." and "Right, thanks." are no turns of their own, in either mouth.
    spoken = sum(len(text.split()) > 3 for text in said[most])
    return most if 2 * asked[most] >= spoken and 2 * words[most] < sum(words.values()) else ""


def _who_hands_over(said: Mapping[str, list[str]]) -> str:
    """The speaker who hands over far more often than anybody else, or ""."""
    counts = sorted(
        (
            (sum(bool(_HANDS_OVER.search(t)) or (len(t) < 200 and t.rstrip().endswith("?")) for t in texts), label)
            for label, texts in said.items()
        ),
        key=lambda c: (-c[0], c[1]),
    )
    (most, label), (second, _) = counts[0], counts[1]
    return label if most >= 4 and most >= 2 * second and most * 3 >= len(said[label]) else ""
