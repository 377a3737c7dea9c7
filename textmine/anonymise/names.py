"""Finding people's names in running text without a model: lists, shapes and the words around them.

Every capitalised word that could be part of a name ends as one of three: a mention (masked), a doubt (kept, unless another
place in the corpus settles it, and then flagged for a person to look at), or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textmine.anonymise.case import Case
from textmine.anonymise.lexicon import Word
from textmine.anonymise.lower_case import LowerCaseJudge
from textmine.anonymise.name_cues import (
    AUTHORED,
    LEFT_CUE,
    LIST_GAP,
    LIST_GAP_BEFORE,
    NO_SURNAME,
    PARTICLES,
    POST_NOMINALS,
    RIGHT_CUE,
    ROLE_TITLES,
    SLOT,
    THING_NOUNS,
    TITLED_INITIAL,
    TITLES,
)
from textmine.anonymise.tokens import (
    TOKEN,
    Cover,
    Doubt,
    Mention,
    NamesInText,
    Token,
    is_first,
    joined_prefixes,
    joins,
    trim,
)


def find(text: str, roster: frozenset[str], blocked: Sequence[tuple[int, int]], keep: frozenset[str]) -> NamesInText:
    """Names in `text` (normalised).

    roster: folded words of the names known beforehand. blocked: intervals that are something else (identifiers,
    organisations, masks). keep: folded words that are never names here.
    """
    return _Finder(text, roster, blocked, keep).find()


class _Finder(LowerCaseJudge):
    def find(self) -> NamesInText:
        text, lexicon, roster = self.text, self.lexicon, self.roster
        run: list[Token] = []
        end_before = 0
        for match in TOKEN.finditer(text):
            start, end, written = match.start(), match.end(), match.group()
            if written.islower() and "'" not in written:
                # Most words: nothing to do unless a run goes on through a particle or it is a name in lower case.
                word = lexicon.word(written)
                # Of no other word does it matter that it stands here in small letters.
                if word.is_name or not word.is_ordinary:
                    self.lower.add(written)
                if written in PARTICLES and run and text[end_before:start] in (" ", "-"):
                    run.append(Token(start, end, written, word, False, True))
                else:
                    run = self.judge_run(run)
                    if word.is_name or written in roster:
                        self.judge_lower(start, end, written)
                    elif written.endswith("s") and word.is_unknown and self.in_lower_case(start):
                        stem = lexicon.word(written[:-1])  # "niamhs promotion"
                        if stem.is_given_name and stem.is_plain_name and not stem.is_rare and len(written) > 4:
                            self.add_lower(start, end, "", is_sure=False, after=None)
                    elif "-" in written:
                        self.add_hyphenated(start, end, written)
                end_before = end
                continue
            written, end = trim(written, end)
            word = lexicon.word(written)
            if (len(written) == 1 and end < match.end()) or self.blocked.hit(start) or word.folded in self.keep:
                run = self.judge_run(run)  # "I've", or something else than a name
            elif word.shape == "lower":
                run = self.judge_run(run)
                self.lower.add(word.folded)
                if word.is_name or word.folded in roster:
                    self.judge_lower(start, end, written)
            else:
                joined = bool(run) and joins(text[end_before:start], run[-1])
                if not joined:
                    run = self.judge_run(run)
                run.append(Token(start, end, written, word, is_first(text, start), joined))
            end_before = max(end, match.end() if len(written) == 1 else end)
        self.judge_run(run)
        self.add_addressed()
        self.add_parallels()
        self.add_from_lists()
        self.add_weak_names()
        self.add_titled_initials()
        self.mentions.sort(key=lambda m: m.start)
        return NamesInText(tuple(self.mentions), tuple(self.doubts), frozenset(self.lower))

    # One run of capitalised words ------------------------------------------------------------------------------------

    def judge_run(self, run: list[Token]) -> list[Token]:
        """Cut a run into titles, possible names and other words, and judge each possible name; returns a new run."""
        while run and run[-1].word.shape == "lower":  # a particle that leads nowhere
            run.pop()
        if not run:
            return []
        run = self.drop_places(joined_prefixes(run))
        in_capitals = len(run) > 1 and all(t.word.shape in ("UPPER", "initial") for t in run)
        ordinary = sum(t.word.is_ordinary or t.word.is_never_name for t in run[1:])
        is_heading = len(run) > 3 and not in_capitals and ordinary * 2 >= len(run)
        part: list[Token] = []
        title, is_titled = "", False

        def judge_part(after: Token | None) -> None:
            while part and (part[-1].word.shape == "lower" or part[-1].text == "I"):
                part.pop()
            while part and part[0].word.shape == "lower":
                del part[0]
            if not part or all(t.word.shape == "initial" for t in part):
                return
            case = Case(
                tuple(part), *self.around(tuple(part)), title, is_titled, is_heading=is_heading, in_capitals=in_capitals
            )
            if after is not None and not title and after.is_joined and after.word.folded in THING_NOUNS:
                if after.word.folded in AUTHORED and self.is_author(case):
                    self.add(case, is_sure=False)  # "the Jones Report"
                elif any(t.word.folded in self.roster for t in part):
                    self.doubt(case.part, is_strong=True)  # "Hope Hospital", "Francis Report"
                return
            has_post_nominal = after is not None and after.text in POST_NOMINALS
            if len(part) == 1 and part[0].word.is_ordinary and not (has_post_nominal or title):
                # "Young People", "Social Care Field": a part of something written with capitals
                cue = LEFT_CUE.search(case.left) or RIGHT_CUE.match(case.right.lower())
                if after is not None and after.is_joined and after.word.is_ordinary and not (in_capitals or cue):
                    return
                opening = run[0].is_first and run[0].word.is_ordinary and run[1:2] == part[:1]  # "Then Price said no"
                case = replace(case, is_heading=case.is_heading or (part[0].is_joined and not opening))
            self.judge(replace(case, has_post_nominal=has_post_nominal))

        for i, token in enumerate(run):
            folded = token.word.folded
            if folded in TITLES and (i + 1 < len(run) or title) and not self.can_be_name(token, part, is_titled):
                judge_part(token)
                part, title, is_titled = [], folded, True
            elif folded in ROLE_TITLES and not part and not self.is_first_name(run, i):
                title, is_titled = folded, False
            elif self.can_be_name(token, part, is_titled) or self.is_given_name(run, i):
                part.append(token)
            else:
                judge_part(token)
                part, title, is_titled = [], "", False
        judge_part(None)
        return []

    def drop_places(self, run: list[Token]) -> list[Token]:
        """The run with the words of places of several words marked as no name ("New Zealand", "Port Talbot")."""
        phrases, out, i = self.lexicon.place_phrases, list(run), 0
        while i < len(run) - 1:
            for n in (4, 3, 2):
                if i + n <= len(run) and " ".join(t.word.folded for t in run[i : i + n]) in phrases:
                    for j in range(i, i + n):
                        word = replace(run[j].word, is_given_name=False, is_surname=False, is_never_name=True)
                        out[j] = replace(run[j], word=word)
                    i += n - 1
                    break
            i += 1
        return out

    def can_be_name(self, token: Token, part: list[Token], is_titled: bool) -> bool:
        """Whether a token of a run can be part of a name after the tokens `part`."""
        word = token.word
        if word.folded in self.roster:
            return word.shape != "UPPER" or len(token.text) > 2
        if word.folded in TITLES:
            return (
                word.folded == "lord" and bool(part) and part[-1].word.is_given_name and not part[-1].word.is_ordinary
            )
        if word.shape == "camel" or token.text in POST_NOMINALS:
            return False
        if is_titled and not part:  # "Mr Street", but not "Mr Speaker"
            return word.folded not in NO_SURNAME and word.folded not in ROLE_TITLES
        if word.folded in THING_NOUNS and not word.is_name:
            return False
        if word.shape in ("initial", "lower"):  # "lower": a particle inside the run
            return True
        after_given = bool(part) and part[-1].word.is_given_name
        if word.is_never_name or (word.is_organisation and not word.is_given_name):
            return after_given and word.is_surname and not word.is_organisation
        if word.shape == "UPPER" and not word.is_name:
            return bool(part) and len(token.text) > 3 and not word.is_ordinary
        if word.is_ordinary and not word.is_name:
            # "Sarah Fielding" is in no list of surnames, but a capital after a plain given name tells.
            if after_given and not part[-1].word.is_ordinary and not token.is_first:
                return True
            return not part and self.has_relation(token.start)
        return True

    def is_first_name(self, run: list[Token], i: int) -> bool:
        """Whether a word that can be a role is somebody's first name here: "ask Col", "Nana Akosua"."""
        return run[i].word.is_given_name and (i + 1 == len(run) or run[i + 1].word.is_given_name)

    def is_given_name(self, run: list[Token], i: int) -> bool:
        """Whether an ordinary word inside a sentence is a given name because a surname and nothing else follows it."""
        word = run[i].word
        if (
            run[i].is_first
            or not word.is_ordinary
            or word.is_never_name
            or word.shape != "Cap"
            or not i + 1 < len(run) <= 3
        ):
            return False
        after = run[i + 1].word
        return (
            word.folded not in ROLE_TITLES
            and after.is_surname
            and after.is_plain_name
            and not after.is_given_name
            and after.shape == "Cap"
        )

    def add_titled_initials(self) -> None:
        """ "Mr P", "Mrs B.": a title and a letter."""
        covered = Cover((m.start, m.end) for m in self.mentions)
        for match in TITLED_INITIAL.finditer(self.text):
            title, letter = (match[1], 2) if match[1] else (match[3], 4)
            start, end = match.span(letter)
            if not (covered.touches(start, end) or self.blocked_cover.touches(start, end)):
                self.mentions.append(Mention(start, end, (self.text[start:end],), title.casefold()))

    # Lists of names: one a line, or "X, Y and Z" ----------------------------------------------------------------------------------------

    def add_parallels(self) -> None:
        """A word that begins like its neighbours, which are names, is a name ("Bartosz – ...", "Day – ..."; "Mark 8. Asha 4.")."""
        slots = [(m.start("name"), m.end("name"), m.group("mark").strip()[:1]) for m in SLOT.finditer(self.text)]
        slots = [(start, end, "0" if mark.isdigit() else mark) for start, end, mark in slots]
        mentions = {m.start for m in self.mentions}
        likely = {d.start for d in self.doubts if (w := self.lexicon.word(d.word)).is_plain_name and not w.is_rare}
        mentions_found: list[Mention] = []
        for mark in {mark for _, _, mark in slots}:
            same_mark = [(start, end) for start, end, other in slots if other == mark]
            is_name = [start in mentions or start in likely for start, _ in same_mark]
            for i, (start, end) in enumerate(same_mark):
                beside = [j for j in (i - 1, i + 1) if 0 <= j < len(same_mark) and abs(same_mark[j][0] - start) < 300]
                words = [self.lexicon.word(w) for w in self.text[start:end].split()]
                if (
                    start not in mentions and any(is_name[j] for j in beside) and not self.blocked_cover.touches(start, end)
                    and (all(self.can_be_in_slot(word) for word in words) or (mark == ":" and words[0].folded == "may"))
                ):  # fmt: skip
                    mentions_found.append(Mention(start, end, tuple(self.text[start:end].split())))
        self.mentions += mentions_found
        self.doubts = [d for d in self.doubts if all(d.start != m.start for m in mentions_found)]

    def can_be_in_slot(self, word: Word) -> bool:
        """Whether a word can be a name where names stand around it."""
        thing = word.folded in THING_NOUNS and (word.is_rare or not word.is_surname)
        other = word.is_place or word.is_never_name or word.is_organisation or word.folded in self.keep or thing
        opens = word.folded in ("will", "may", "can", "see")
        return word.shape in ("Cap", "UPPER") and (word.is_name or word.is_unknown) and not other and not opens

    def add_from_lists(self) -> None:
        """A doubt that stands beside a mention in a list ("Suzy, then Bronagh") is a name as well."""
        for _ in range(4):
            single = [m for m in self.mentions if len(m.words) == 1 or m.is_sure]
            starts, ends = {m.start: m for m in single}, {m.end: m for m in single}
            still_open: list[Doubt] = []
            for doubt in self.doubts:
                after = LIST_GAP.match(self.text, doubt.end)
                before = LIST_GAP_BEFORE.search(self.text, max(0, doubt.start - 12), doubt.start)
                beside = (starts.get(after.end()) if after else None) or (ends.get(before.start()) if before else None)
                word = self.lexicon.word(doubt.word)
                plain = beside is not None and not all(self.lexicon.word(w).is_ordinary for w in beside.words)
                if beside and not word.is_place and (not word.is_ordinary or (word.is_name and plain)):
                    self.mentions.append(Mention(doubt.start, doubt.end, (doubt.word,)))
                else:
                    still_open.append(doubt)
            if len(still_open) == len(self.doubts):
                break
            self.doubts = still_open
