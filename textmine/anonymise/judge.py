"""The verdict on a run of capitalised words that could be a name: a mention, a doubt or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from textmine.anonymise.cues import (
    ADDRESS_RIGHT,
    AT_LEFT,
    AUTHORED,
    BEING,
    BESIDE_LEFT,
    BILL_LEFT,
    BILL_RIGHT,
    BUILDING_RIGHT,
    DOING,
    FROM_RIGHT,
    IN_PLACE_LEFT,
    IS_RIGHT,
    JOINING_LEFT,
    LEFT_CUE,
    MASS,
    MONTH_LEFT,
    MONTH_RIGHT,
    MONTHS,
    NAMED_LEFT,
    NAMED_LIST_LEFT,
    NO_SURNAME,
    NOT_A_NAME_LEFT,
    OF_RIGHT,
    OPENINGS,
    OPENS_RIGHT,
    PAUSE,
    PLACE_LEFT,
    PLURAL_LEFT,
    PRONOUN_RIGHT,
    RELATION_LEFT,
    RIGHT_CUE,
    ROLE_RIGHT,
    SAINT_LEFT,
    SEASONS,
    SPEECH_RIGHT,
    SPOKE,
    SUBJECT_RIGHT,
    TEAM_RIGHT,
    THING_NOUNS,
    THING_RIGHT,
    VOCATIVE_RIGHT,
    WHERE_LEFT,
)
from textmine.anonymise.lexicon import Lexicon, lexicon
from textmine.anonymise.tokens import Doubt, Mention, Token, clause_starts

#: "the William Harvey", but not "the Hon. ..." or "the late ...".
OWNED_RIGHT = re.compile(r"'s (?:[A-Z][\w-]+ )?([A-Z]\w+)")
THE_LEFT = re.compile(r"(?:^|(?<![\w'-]))(?:the|an?) $", re.I)
_LEFT, _RIGHT = 45, 40  # how far the words around are looked at


@dataclass(frozen=True, slots=True)
class Case:
    """A part of a run, and what stands around it.

    part: its tokens, initials and particles among them. title: "mr", "minister" or ""; titled: the title is of a person for
    certain. post: post-nominals follow. heading, capitals: the run is in title case, in capitals.
    """

    part: tuple[Token, ...]
    left: str
    right: str
    title: str = ""
    titled: bool = False
    post: bool = False
    heading: bool = False
    capitals: bool = False

    @property
    def real(self) -> tuple[Token, ...]:
        """The part without initials and particles."""
        return tuple(t for t in self.part if t.word.shape not in ("lower", "initial"))


class Judge:
    """Decides case by case; what it decided stands in `mentions` and `doubts`."""

    def __init__(self, text: str, roster: frozenset[str]) -> None:
        self.text, self.roster = text, roster
        self.lexicon: Lexicon = lexicon()
        self.mentions: list[Mention] = []
        self.doubts: list[Doubt] = []

    def around(self, part: tuple[Token, ...]) -> tuple[str, str]:
        """The text before and after a part."""
        start, end = part[0].start, part[-1].end
        return self.text[max(0, start - _LEFT) : start], self.text[end : end + _RIGHT]

    def judge(self, case: Case) -> None:
        """Decide."""
        real = case.real
        names = [t.word.folded for t in real]
        if self.firm(case):
            if case.title or not THE_LEFT.search(case.left):
                start, end = case.part[0].start, case.part[-1].end
                self.doubts.append(Doubt(start, end, self.text[start:end], strong=True))
            return
        if case.titled:
            month = len(real) == 1 and names[0] in MONTHS and MONTH_RIGHT.match(case.right)
            if not month and not (len(real) == 1 and names[0] in NO_SURNAME):
                self.add(case, sure=True)
            return
        if SAINT_LEFT.search(case.left):
            return
        if len(names) == 1 and names[0] in MONTHS and (MONTH_LEFT.search(case.left) or _is_date(case)):
            return
        full = len(real) > 1 and real[0].word.given
        if (BUILDING_RIGHT if full else THING_RIGHT).match(case.right) and not case.post:
            self.thing(case)
        elif len(case.part) >= 2:
            self.full(case)
        else:
            self.single(case)

    def firm(self, case: Case) -> bool:
        """Whether it reads as a firm that is called like a person ("Dr Foster", "Marie Curie"), and nothing here says a person."""
        phrase = " ".join(w for w in (case.title, *(t.word.folded for t in case.part)) if w)
        return phrase in self.lexicon.organisation_phrases and not (
            all(t.word.folded in self.roster for t in case.part)
            or case.post
            or LEFT_CUE.search(re.sub(r"\w+\.? ?$", "", case.left) if case.title else case.left)
            or RIGHT_CUE.match(case.right)
            or self.plays(case)
        )

    def thing(self, case: Case) -> None:
        """ "Kolb cycle", "Robert Jones ward", "Shah's review": a name only where the roster says so."""
        rostered = [t for t in case.real if t.word.folded in self.roster]
        if len(rostered) == len(case.real) and (
            len(rostered) > 1 or RIGHT_CUE.match(case.right) or self.authored(case)
        ):
            self.add(case, sure=False)
        elif rostered or not all(t.word.ordinary for t in case.real):
            self.doubt(case.part, strong=bool(rostered))

    def authored(self, case: Case) -> bool:
        """Whether a surname of the roster stands before what a person writes or leads ("the Jones report")."""
        if not all(t.word.folded in self.roster and t.word.surname and not t.word.given for t in case.real):
            return False
        after = re.match(r"(?:'s)? (\w+)", case.right)
        return after is not None and after.group(1).casefold() in AUTHORED

    def plays(self, case: Case) -> bool:
        """Whether a role follows that says who this is: "Sanj (ED consultant)"."""
        if PLACE_LEFT.search(case.left) or NOT_A_NAME_LEFT.search(case.left):
            return False
        end = case.part[-1].end
        return ROLE_RIGHT.match(self.text, end, end + 80) is not None

    def related(self, start: int) -> bool:
        """Whether somebody's relation stands before, as in "his mate Tubs"."""
        return RELATION_LEFT.search(self.text, max(0, start - 30), start) is not None

    def plural(self, case: Case) -> str:
        """The name that several people share, as in "the two Helens"; "" if this is no plural of a name."""
        token = case.part[0]
        left = PLURAL_LEFT.search(case.left)
        if left is None or not token.text.endswith("s") or len(token.text) < 4 or token.word.shape != "Cap":
            return ""
        stem = self.lexicon.word(
            token.text[:-2] if token.text.endswith(("ses", "xes", "zes", "ches")) else token.text[:-1]
        )
        known = stem.plain_name or stem.folded in self.roster
        counted = left.group("number") is not None
        if counted and (known or (stem.given and not token.word.ordinary)):
            return stem.folded
        return stem.folded if known and token.word.unknown else ""

    def full(self, case: Case) -> None:
        """Two words or more, or an initial and a word."""
        real, left = case.real, case.left
        if not real:
            self.doubt(case.part)  # "J de W": initials and particles alone
            return
        first, last = real[0], real[-1]
        cue = bool(case.title or case.post or LEFT_CUE.search(left) or RIGHT_CUE.match(case.right) or self.plays(case))
        known = [t for t in real if t.word.folded in self.roster]
        if len(real) == 1:
            self.with_initial(case, first, cue)
            return
        if len(known) == len(real):
            self.add(case, sure=True)
            return
        if last.word.folded in THING_NOUNS and not (first.word.given or known or case.title or case.post):
            self.doubt(case.part)  # "Orchard Villa", "Shire Hall"
            return
        if first.word.given and THE_LEFT.search(left) and not cue and not known:
            # "the Virginia Mason way", "behind the William Harvey": no person has an article.
            start, end = real[0].start, real[-1].end
            self.doubts.append(Doubt(start, end, self.text[start:end]))
            return
        if any(t.word.shape == "UPPER" and len(t.text) < 5 for t in real) and not (known or case.capitals or cue):
            self.doubt(case.part)  # "NUS Wales"
            return
        place = all(t.word.place for t in real) or self._place_phrase(real)
        if place and not cue and not first.word.given:
            return
        plain = any(t.word.plain_name for t in real)
        if first.word.ordinary and first.first and not known and not last.word.plain_name:
            # "Will Trust leaders ...": the first word of a sentence proves nothing.
            self.doubt(case.part[:1])
            self.judge(self.narrow(case, case.part[1:]))
        elif (
            first.word.given
            and (last.word.surname or not last.word.ordinary)
            and (plain or cue or not (first.first or case.heading))
        ):
            self.add(case, sure=not (first.word.ordinary and last.word.ordinary))
        elif first.word.given and not first.word.ordinary and not first.word.place:
            self.add(case, sure=not case.heading)
        elif plain and all(t.word.name for t in real) and not case.heading:
            self.add(case, sure=True)
        elif cue and not all(t.word.ordinary for t in real):
            self.add(case, sure=not any(t.word.ordinary for t in real))
        elif last.word.plain_name and last.word.surname and first.word.unknown and not NOT_A_NAME_LEFT.search(left):
            self.add(case, sure=True)
        elif (
            last.word.surname and first.word.unknown and not (first.first or case.heading or case.capitals)
            and not NOT_A_NAME_LEFT.search(left)
        ) or (
            first.word.unknown and last.word.unknown and len(real) <= 3 and not case.heading and not case.capitals
            and not NOT_A_NAME_LEFT.search(left) and not IN_PLACE_LEFT.search(left) and (cue or self.person(case))
        ):  # fmt: skip
            self.add(case, sure=False)
        elif (
            first.word.unknown and last.word.place and not (IN_PLACE_LEFT.search(left) or NOT_A_NAME_LEFT.search(left))
        ):
            self.doubt(case.part, strong=True)
        elif known:
            for token in real:
                self.single(self.narrow(case, (token,)))
        else:
            self.doubt(case.part)

    def with_initial(self, case: Case, token: Token, cue: bool) -> None:
        """ "J. Smith", "T Bell", "Steve B"."""
        word = token.word
        dotted = case.part[0].word.shape == "initial" and self.text[case.part[0].end : case.part[0].end + 1] == "."
        if (
            cue or word.folded in self.roster or (word.name and not word.ordinary)
            or (word.surname and dotted) or (word.unknown and dotted)
        ):  # fmt: skip
            self.add(case, sure=not word.ordinary)

    def single(self, case: Case) -> None:
        """One word."""
        token, left, right = case.part[0], case.left, case.right
        word = token.word
        rostered = word.folded in self.roster
        if word.shape == "UPPER" and not rostered:
            if not word.plain_name or word.rare or (len(token.text) < 5 and not case.capitals):
                return
            if not case.capitals and (
                NOT_A_NAME_LEFT.search(left) or TEAM_RIGHT.match(right)
            ):  # "the DESMOND programme"
                self.doubt(case.part)
                return
        if word.ordinary and not rostered and (OF_RIGHT.match(right) or (token.first and OPENS_RIGHT.match(right))):
            return  # "Duke of Edinburgh", "Will we ...", "Mark my words"
        shared = self.plural(case)
        if shared:
            self.mentions.append(Mention(token.start, token.end, (shared,), "plural"))
            return
        plays = self.plays(case)
        says = RIGHT_CUE.match(right.lower() if case.heading or token.joined else right) is not None or plays
        if says and not (plays or rostered or (word.plain_name and not word.rare)) and WHERE_LEFT.search(left):
            says = not right.startswith((" who", ", who"))  # "somebody from Spencerville who ..."
        owned = OWNED_RIGHT.match(right)
        if owned is not None and owned.group(1).lower() in THING_NOUNS and not rostered:
            self.doubt(case.part)  # "Appy's Diner", "Bishop's Falls"
            return
        if word.folded in OPENINGS and token.first and not (plays or rostered):
            acts = says and (word.folded in MASS or right.startswith(" to "))
            says = acts or (word.folded not in MASS - {"will", "may"} and SPOKE.match(right) is not None)
            opens = word.folded in ("will", "can", "may") and re.match(r" [a-z]", right)
            if opens and not (says or FROM_RIGHT.match(right)):
                return
        elif token.first and word.name and SPEECH_RIGHT.match(right):
            says = True
        comes_from = (word.given or (word.unknown and not token.first)) and FROM_RIGHT.match(right)
        cue = bool(says or case.title or case.post or comes_from or LEFT_CUE.search(left))
        called = (clause_starts(left) and VOCATIVE_RIGHT.match(right) is not None) or (
            JOINING_LEFT.search(left) is not None and right.startswith((", you", ", can ", ", could "))
        )
        before = self.text[max(0, token.start - 90) : token.start]
        named = NAMED_LEFT.search(left) or (
            word.name
            and left[-2:] in (", ", "d ", "r ", ": ", "s ", "e ", " (", "(", "/")
            and NAMED_LIST_LEFT.search(before)
        )
        if named and word.plain_name and not word.rare and (SUBJECT_RIGHT.match(right) or BEING.match(right)):
            named = None  # "in our team Bev puts a jar out"
        if named and not (rostered or says or case.title or case.post):
            self.doubt(case.part)  # a ward or a room
            return
        if word.folded == "bill" and (
            BILL_RIGHT.match(right) or NOT_A_NAME_LEFT.search(left) or BILL_LEFT.search(left)
        ):
            return
        if word.folded in MONTHS and word.folded != "jan" and not cue and not (called and rostered):
            if left.endswith((" with ", " about ")) or self.lives(case):
                self.doubt(case.part, strong=True)
            return
        if word.organisation and not rostered:
            if says or case.title or case.post or self.related(token.start) or self.lives(case):
                self.add(case, sure=False)
            elif word.given:
                self.doubt(case.part)
        elif rostered or word.given:
            self.single_given(case, cue=cue, called=called, says=says)
        elif word.place and not case.title:
            if word.surname and plays:  # "Lancaster, the finance director"
                self.add(case, sure=False)
            elif word.surname and says and not token.joined and (LEFT_CUE.search(left) or not PLACE_LEFT.search(left)):
                self.doubt(case.part, strong=True)
        elif word.surname and not word.ordinary:
            where = AT_LEFT.search(left) is not None and not right.startswith("'s")
            weak = word.rare and (token.first or WHERE_LEFT.search(left) is not None)
            alone = weak and not (says or called or self.lives(case) or (cue and not WHERE_LEFT.search(left)))
            if ((where or NOT_A_NAME_LEFT.search(left)) and not says) or case.heading or alone:
                self.doubt(case.part)
            else:
                self.add(case, sure=cue)
        elif cue and not (word.ordinary or word.organisation or (AT_LEFT.search(left) and not plays)):
            self.add(case, sure=says or word.unknown)
        elif (
            word.unknown
            and not case.heading
            and ((called and ADDRESS_RIGHT.match(right)) or self.lives(case) or self.owns(case))
        ):
            self.add(case, sure=False)
        elif word.ordinary:
            self.single_ordinary(case, cue=cue, says=says)
        else:
            self.doubt(case.part)

    def single_ordinary(self, case: Case, *, cue: bool, says: bool) -> None:
        """One word that is common in lower case, and perhaps a surname ("Price", "Banks")."""
        token, word = case.part[0], case.part[0].word
        if word.shape != "Cap":
            return
        if len(token.text) > 3 and self.related(token.start):
            self.add(case, sure=False)
        elif word.surname and not (case.heading or case.capitals or NOT_A_NAME_LEFT.search(case.left)):
            if says or (cue and not (token.first or word.rare)):
                self.add(case, sure=False)
            elif not (token.first or word.rare):
                self.doubt(case.part)

    def person(self, case: Case) -> bool:
        """Whether two unknown words are somebody: who speaks, is addressed, is owned to, or goes on as "he" or "she"."""
        called = clause_starts(case.left) and ADDRESS_RIGHT.match(case.right) is not None
        return called or self.lives(case) or case.right.startswith("'s ")

    def owns(self, case: Case) -> bool:
        """Whether an unknown word has something, or something was done by it: "Semhar's guest", "both by Semhar."."""
        if NOT_A_NAME_LEFT.search(case.left) or THING_RIGHT.match(case.right):
            return False
        by = case.left.endswith(" by ") and case.right[:1] in ".,;:)\n"
        return by or re.match(r"'s [a-z]", case.right) is not None

    def lives(self, case: Case) -> bool:
        """Whether a word is talked of as a person: as the subject of a clause, or as "he" or "she" just after."""
        if NOT_A_NAME_LEFT.search(case.left) or IN_PLACE_LEFT.search(case.left):
            return False
        subject = clause_starts(case.left) or JOINING_LEFT.search(case.left)
        if subject and (SUBJECT_RIGHT.match(case.right) or (case.part[0].word.name and IS_RIGHT.match(case.right))):
            return True
        end = case.part[-1].end
        return PRONOUN_RIGHT.match(self.text, end, end + 60) is not None

    def single_given(self, case: Case, *, cue: bool, called: bool, says: bool) -> None:
        """One word that is a given name or on the roster."""
        token, left, right = case.part[0], case.left, case.right
        word = token.word
        rostered = word.folded in self.roster
        articled = NOT_A_NAME_LEFT.search(left) is not None
        if word.place and not rostered and self.beside_place(case):
            return
        if word.place and not rostered and not (cue or called):
            if not PLACE_LEFT.search(left):
                self.doubt(case.part)
        elif word.place and PLACE_LEFT.search(left) and not says:
            self.doubt(case.part)
        elif not word.ordinary:
            weak = (word.rare and (token.first or WHERE_LEFT.search(left))) or left.casefold().endswith(
                "the "
            )  # "Juniper ...", "the Vic"
            if weak and not (rostered or cue or called or self.lives(case)):
                self.doubt(case.part)
            else:
                self.add(case, sure=not (word.place or word.rare))
        elif (
            cue
            or (called and not (word.folded in OPENINGS and PAUSE.match(right) is None))
            or (word.given and not articled and right.startswith("'s ") and word.folded not in SEASONS)
            or (
                word.given and not (articled or case.heading) and (DOING if word.folded in MASS else BEING).match(right)
            )
            or not (token.first or case.heading or case.capitals or articled)
        ):
            self.add(case, sure=False)
        else:
            self.doubt(case.part)

    def beside_place(self, case: Case) -> bool:
        """Whether a place stands before it in a list: "Lancaster and Preston"."""
        before = BESIDE_LEFT.search(case.left)
        if before is None:
            return False
        word = self.lexicon.word(before.group(1))
        return word.place and not word.given

    def narrow(self, case: Case, part: tuple[Token, ...]) -> Case:
        """The case of a part of the part alone."""
        left, right = self.around(part)
        return replace(case, part=part, left=left, right=right, title="", titled=False)

    def add(self, case: Case, *, sure: bool) -> None:
        """The case is a mention."""
        part = case.part
        self.mentions.append(Mention(part[0].start, part[-1].end, tuple(t.text for t in part), case.title, sure))

    def doubt(self, part: tuple[Token, ...], *, strong: bool = False) -> None:
        """The words of a part are doubts."""
        for token in part:
            if token.word.shape not in ("initial", "lower"):
                self.doubts.append(Doubt(token.start, token.end, token.text, strong))

    def _place_phrase(self, real: tuple[Token, ...]) -> bool:
        folded = [t.word.folded for t in real]
        return any(" ".join(folded[i : i + 2]) in self.lexicon.place_phrases for i in range(len(folded) - 1))


def _is_date(case: Case) -> bool:
    return MONTH_RIGHT.match(case.right) is not None and RIGHT_CUE.match(case.right) is None
