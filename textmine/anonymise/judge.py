"""The verdict on a run of capitalised words that could be a name: a mention, a doubt or nothing."""

from __future__ import annotations

import re

from textmine.anonymise.case import Case, CaseReader, is_date
from textmine.anonymise.name_cues import (
    ADDRESS_RIGHT,
    AT_LEFT,
    BEING,
    BILL_LEFT,
    BILL_RIGHT,
    BUILDING_RIGHT,
    DOING,
    FROM_LEFT,
    FROM_RIGHT,
    IN_PLACE_LEFT,
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
    RIGHT_CUE,
    SAINT_LEFT,
    SEASONS,
    SPEECH_RIGHT,
    SPOKE,
    SUBJECT_RIGHT,
    TEAM_RIGHT,
    THING_NOUNS,
    THING_RIGHT,
    TO_RIGHT,
    VOCATIVE_RIGHT,
    WHERE_LEFT,
)
from textmine.anonymise.tokens import Doubt, Mention, Token, clause_starts

#: "the William Harvey", but not "the Hon. ..." or "the late ...".
OWNED_RIGHT = re.compile(r"'s (?:[A-Z][\w-]+ )?([A-Z]\w+)")
THE_LEFT = re.compile(r"(?:^|(?<![\w'-]))(?:the|an?) $", re.I)


class Judge(CaseReader):
    """Decides case by case; what it decided stands in `mentions` and `doubts`."""

    def __init__(self, text: str, roster: frozenset[str]) -> None:
        super().__init__(text, roster)
        self.mentions: list[Mention] = []
        self.doubts: list[Doubt] = []

    def judge(self, case: Case) -> None:
        """Decide."""
        core = case.core
        names = [t.word.folded for t in core]
        if self.is_firm(case):
            if case.title or not THE_LEFT.search(case.left):
                start, end = case.part[0].start, case.part[-1].end
                self.doubts.append(Doubt(start, end, self.text[start:end], is_strong=True))
            return
        if case.is_titled:
            month = len(core) == 1 and names[0] in MONTHS and MONTH_RIGHT.match(case.right)
            if not month and not (len(core) == 1 and names[0] in NO_SURNAME):
                self.add(case, is_sure=True)
            return
        if SAINT_LEFT.search(case.left):
            return
        if len(names) == 1 and names[0] in MONTHS and (MONTH_LEFT.search(case.left) or is_date(case)):
            return
        is_full = len(core) > 1 and core[0].word.is_given_name
        if (BUILDING_RIGHT if is_full else THING_RIGHT).match(case.right) and not case.has_post_nominal:
            self.judge_thing(case)
        elif len(case.part) >= 2:
            self.judge_full(case)
        else:
            self.judge_single(case)

    def judge_thing(self, case: Case) -> None:
        """ "Kolb cycle", "Robert Jones ward", "Shah's review": a name only where the roster says so."""
        on_roster = [t for t in case.core if t.word.folded in self.roster]
        if len(on_roster) == len(case.core) and (
            len(on_roster) > 1 or RIGHT_CUE.match(case.right) or self.is_author(case)
        ):
            self.add(case, is_sure=False)
        elif on_roster or not all(t.word.is_ordinary for t in case.core):
            self.doubt(case.part, is_strong=bool(on_roster))

    def judge_full(self, case: Case) -> None:
        """Two words or more, or an initial and a word."""
        core, left = case.core, case.left
        if not core:
            self.doubt(case.part)  # "J de W": initials and particles alone
            return
        first, last = core[0], core[-1]
        has_cue = bool(
            case.title
            or case.has_post_nominal
            or LEFT_CUE.search(left)
            or RIGHT_CUE.match(case.right)
            or self.has_role(case)
        )
        on_roster = [t for t in core if t.word.folded in self.roster]
        if len(core) == 1:
            self.judge_with_initial(case, first, has_cue)
            return
        if len(on_roster) == len(core):
            self.add(case, is_sure=True)
            return
        if last.word.folded in THING_NOUNS and not (
            first.word.is_given_name or on_roster or case.title or case.has_post_nominal
        ):
            self.doubt(case.part)  # "Orchard Villa", "Shire Hall"
            return
        if first.word.is_given_name and THE_LEFT.search(left) and not has_cue and not on_roster:
            # "the Virginia Mason way", "behind the William Harvey": no person has an article.
            start, end = core[0].start, core[-1].end
            self.doubts.append(Doubt(start, end, self.text[start:end]))
            return
        if any(t.word.shape == "UPPER" and len(t.text) < 5 for t in core) and not (
            on_roster or case.in_capitals or has_cue
        ):
            self.doubt(case.part)  # "NUS Wales"
            return
        is_place = all(t.word.is_place for t in core) or self._place_phrase(core)
        if is_place and not has_cue and not first.word.is_given_name:
            return
        is_plain = any(t.word.is_plain_name for t in core)
        if first.word.is_ordinary and first.is_first and not on_roster and not last.word.is_plain_name:
            # "Will Trust leaders ...": the first word of a sentence proves nothing.
            self.doubt(case.part[:1])
            self.judge(self.narrow(case, case.part[1:]))
        elif (
            first.word.is_given_name
            and (last.word.is_surname or not last.word.is_ordinary)
            and (is_plain or has_cue or not (first.is_first or case.is_heading))
        ):
            self.add(case, is_sure=not (first.word.is_ordinary and last.word.is_ordinary))
        elif first.word.is_given_name and not first.word.is_ordinary and not first.word.is_place:
            self.add(case, is_sure=not case.is_heading)
        elif is_plain and all(t.word.is_name for t in core) and not case.is_heading:
            self.add(case, is_sure=True)
        elif has_cue and not all(t.word.is_ordinary for t in core):
            self.add(case, is_sure=not any(t.word.is_ordinary for t in core))
        elif (
            last.word.is_plain_name
            and last.word.is_surname
            and first.word.is_unknown
            and not NOT_A_NAME_LEFT.search(left)
        ):
            self.add(case, is_sure=True)
        elif (
            last.word.is_surname and first.word.is_unknown and not (first.is_first or case.is_heading or case.in_capitals)
            and not NOT_A_NAME_LEFT.search(left)
        ) or (
            first.word.is_unknown and last.word.is_unknown and len(core) <= 3 and not case.is_heading and not case.in_capitals
            and not NOT_A_NAME_LEFT.search(left) and not IN_PLACE_LEFT.search(left) and (has_cue or self.is_somebody(case))
        ):  # fmt: skip
            self.add(case, is_sure=False)
        elif (
            first.word.is_unknown
            and last.word.is_place
            and not (IN_PLACE_LEFT.search(left) or NOT_A_NAME_LEFT.search(left))
        ):
            self.doubt(case.part, is_strong=True)
        elif on_roster:
            for token in core:
                self.judge_single(self.narrow(case, (token,)))
        else:
            self.doubt(case.part)

    def judge_with_initial(self, case: Case, token: Token, has_cue: bool) -> None:
        """ "J. Smith", "T Bell", "Steve B"."""
        word = token.word
        dotted = case.part[0].word.shape == "initial" and self.text[case.part[0].end : case.part[0].end + 1] == "."
        if (
            has_cue or word.folded in self.roster or (word.is_name and not word.is_ordinary)
            or (word.is_surname and dotted) or (word.is_unknown and dotted)
        ):  # fmt: skip
            self.add(case, is_sure=not word.is_ordinary)

    def judge_single(self, case: Case) -> None:
        """One word."""
        token, left, right = case.part[0], case.left, case.right
        word = token.word
        is_on_roster = word.folded in self.roster
        if word.shape == "UPPER" and not is_on_roster:
            if not word.is_plain_name or word.is_rare or (len(token.text) < 5 and not case.in_capitals):
                return
            if not case.in_capitals and (
                NOT_A_NAME_LEFT.search(left) or TEAM_RIGHT.match(right)
            ):  # "the DESMOND programme"
                self.doubt(case.part)
                return
        if (
            word.is_ordinary
            and not is_on_roster
            and (OF_RIGHT.match(right) or (token.is_first and OPENS_RIGHT.match(right)))
        ):
            return  # "Duke of Edinburgh", "Will we ...", "Mark my words"
        shared = self.shared_name(case)
        if shared:
            self.mentions.append(Mention(token.start, token.end, (shared,), "plural"))
            return
        with_role = self.has_role(case)
        is_speaker = (
            RIGHT_CUE.match(right.lower() if case.is_heading or token.is_joined else right) is not None or with_role
        )
        if (
            is_speaker
            and not (with_role or is_on_roster or (word.is_plain_name and not word.is_rare))
            and WHERE_LEFT.search(left)
        ):
            is_speaker = not right.startswith((" who", ", who"))  # "somebody from Spencerville who ..."
        owned_thing = OWNED_RIGHT.match(right)
        if owned_thing is not None and owned_thing.group(1).lower() in THING_NOUNS and not is_on_roster:
            self.doubt(case.part)  # "Appy's Diner", "Bishop's Falls"
            return
        if word.folded in OPENINGS and token.is_first and not (with_role or is_on_roster):
            acts = is_speaker and (word.folded in MASS or right.startswith(" to "))
            is_speaker = acts or (word.folded not in MASS - {"will", "may"} and SPOKE.match(right) is not None)
            opens = word.folded in ("will", "can", "may") and re.match(r" [a-z]", right)
            if opens and not (is_speaker or FROM_RIGHT.match(right)):
                return
        elif token.is_first and word.is_name and SPEECH_RIGHT.match(right):
            is_speaker = True
        comes_from = (word.is_given_name or (word.is_unknown and not token.is_first)) and FROM_RIGHT.match(right)
        has_cue = bool(is_speaker or case.title or case.has_post_nominal or comes_from or LEFT_CUE.search(left))
        is_called = (clause_starts(left) and VOCATIVE_RIGHT.match(right) is not None) or (
            JOINING_LEFT.search(left) is not None and right.startswith((", you", ", can ", ", could "))
        )
        before = self.text[max(0, token.start - 90) : token.start]
        named_thing = NAMED_LEFT.search(left) or (
            word.is_name
            and left[-2:] in (", ", "d ", "r ", ": ", "s ", "e ", " (", "(", "/")
            and NAMED_LIST_LEFT.search(before)
        )
        if (
            named_thing
            and word.is_plain_name
            and not word.is_rare
            and (SUBJECT_RIGHT.match(right) or BEING.match(right))
        ):
            named_thing = None  # "in our team Bev puts a jar out"
        if named_thing and not (is_on_roster or is_speaker or case.title or case.has_post_nominal):
            self.doubt(case.part)  # a ward or a room
            return
        if word.folded == "bill" and (
            BILL_RIGHT.match(right) or NOT_A_NAME_LEFT.search(left) or BILL_LEFT.search(left)
        ):
            return
        if word.folded in MONTHS and word.folded != "jan" and not has_cue and not (is_called and is_on_roster):
            if left.endswith((" with ", " about ")) or self.is_spoken_of(case):
                self.doubt(case.part, is_strong=True)
            return
        if word.is_organisation and not is_on_roster:
            if (
                is_speaker
                or case.title
                or case.has_post_nominal
                or self.has_relation(token.start)
                or self.is_spoken_of(case)
            ):
                self.add(case, is_sure=False)
            elif word.is_given_name:
                self.doubt(case.part)
        elif is_on_roster or word.is_given_name:
            self.judge_given(case, has_cue=has_cue, is_called=is_called, is_speaker=is_speaker)
        elif word.is_place and not case.title:
            if word.is_surname and with_role:  # "Lancaster, the finance director"
                self.add(case, is_sure=False)
            elif (
                word.is_surname
                and is_speaker
                and not token.is_joined
                and (LEFT_CUE.search(left) or not PLACE_LEFT.search(left))
            ):
                self.doubt(case.part, is_strong=True)
        elif word.is_surname and not word.is_ordinary:
            where = AT_LEFT.search(left) is not None and not right.startswith("'s")
            weak = word.is_rare and (token.is_first or WHERE_LEFT.search(left) is not None)
            alone = weak and not (
                is_speaker or is_called or self.is_spoken_of(case) or (has_cue and not WHERE_LEFT.search(left))
            )
            if ((where or NOT_A_NAME_LEFT.search(left)) and not is_speaker) or case.is_heading or alone:
                self.doubt(case.part)
            else:
                self.add(case, is_sure=has_cue)
        elif has_cue and not (word.is_ordinary or word.is_organisation or (AT_LEFT.search(left) and not with_role)):
            self.add(case, is_sure=is_speaker or word.is_unknown)
        elif (
            word.is_unknown
            and not case.is_heading
            and ((is_called and ADDRESS_RIGHT.match(right)) or self.is_spoken_of(case) or self.is_owner(case))
        ):
            self.add(case, is_sure=False)
        elif word.is_ordinary:
            self.judge_ordinary(case, has_cue=has_cue, is_speaker=is_speaker)
        else:
            self.doubt(case.part)

    def judge_ordinary(self, case: Case, *, has_cue: bool, is_speaker: bool) -> None:
        """One word that is common in lower case, and perhaps a surname ("Price", "Banks")."""
        token, word = case.part[0], case.part[0].word
        if word.shape != "Cap":
            return
        if len(token.text) > 3 and self.has_relation(token.start):
            self.add(case, is_sure=False)
        elif word.is_surname and not (case.is_heading or case.in_capitals or NOT_A_NAME_LEFT.search(case.left)):
            if is_speaker or (has_cue and not (token.is_first or word.is_rare)):
                self.add(case, is_sure=False)
            elif not (token.is_first or word.is_rare):
                self.doubt(case.part)

    def judge_given(self, case: Case, *, has_cue: bool, is_called: bool, is_speaker: bool) -> None:
        """One word that is a given name or on the roster."""
        token, left, right = case.part[0], case.left, case.right
        word = token.word
        is_on_roster = word.folded in self.roster
        has_article = NOT_A_NAME_LEFT.search(left) is not None
        if word.is_place and not is_on_roster and self.is_beside_place(case):
            return
        if word.is_place and not is_on_roster and not (has_cue or is_called):
            if not PLACE_LEFT.search(left):
                self.doubt(case.part)
        elif word.is_place and PLACE_LEFT.search(left) and not is_speaker:
            # "in Preston", "from Preston to Lincoln": the town, even where somebody called Preston speaks. "To Preston" may be said to him.
            is_town = (
                IN_PLACE_LEFT.search(left)
                or FROM_LEFT.search(left)
                or (left.endswith("from ") and TO_RIGHT.match(right))
            )
            self.doubt(case.part, is_strong=bool(is_town))
        elif not word.is_ordinary:
            weak = (word.is_rare and (token.is_first or WHERE_LEFT.search(left))) or left.casefold().endswith(
                "the "
            )  # "Juniper ...", "the Vic"
            if weak and not (is_on_roster or has_cue or is_called or self.is_spoken_of(case)):
                self.doubt(case.part)
            else:
                self.add(case, is_sure=not (word.is_place or word.is_rare))
        elif (
            has_cue
            or (is_called and not (word.folded in OPENINGS and PAUSE.match(right) is None))
            or (word.is_given_name and not has_article and right.startswith("'s ") and word.folded not in SEASONS)
            or (
                word.is_given_name
                and not (has_article or case.is_heading)
                and (DOING if word.folded in MASS else BEING).match(right)
            )
            or not (token.is_first or case.is_heading or case.in_capitals or has_article)
        ):
            self.add(case, is_sure=False)
        else:
            self.doubt(case.part)

    def add(self, case: Case, *, is_sure: bool) -> None:
        """The case is a mention."""
        part = case.part
        self.mentions.append(Mention(part[0].start, part[-1].end, tuple(t.text for t in part), case.title, is_sure))

    def doubt(self, part: tuple[Token, ...], *, is_strong: bool = False) -> None:
        """The words of a part are doubts."""
        for token in part:
            if token.word.shape not in ("initial", "lower"):
                self.doubts.append(Doubt(token.start, token.end, token.text, is_strong))
