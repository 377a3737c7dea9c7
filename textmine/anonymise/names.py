"""Finding people's names in running text without a model: lists, shapes and the words around them.

Every capitalised word that could be part of a name ends as one of three: a mention (masked), a doubt (kept, unless another
place in the corpus settles it, and then flagged for a person to look at), or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from textmine.anonymise.cues import (
    ASKED_LOWER,
    AUTHORED,
    LEFT_CUE,
    LEFT_CUE_LOWER,
    LIST_GAP,
    LIST_GAP_BEFORE,
    LOWER_INITIAL,
    LOWER_PERSON,
    LOWER_TITLE,
    LOWER_WORDS,
    NO_SURNAME,
    PARTICLES,
    POST_NOMINALS,
    RIGHT_CUE,
    RIGHT_CUE_LOWER,
    ROLE_TITLES,
    SLOT,
    THING_NOUNS,
    TITLED_INITIAL,
    TITLES,
    VOCATIVE_RIGHT,
    WEAK_BESIDE,
    WEAK_LEFT,
    WEAK_LOWER,
    WEAK_RIGHT,
)
from textmine.anonymise.judge import Case, Judge
from textmine.anonymise.lexicon import Word
from textmine.anonymise.tokens import (
    TOKEN,
    Cover,
    Doubt,
    Found,
    Intervals,
    Mention,
    Token,
    is_first,
    joined_prefixes,
    joins,
    lower_clause_starts,
    trim,
)

WEAK_GAP = re.compile(r"(?:, and |, | and | & | \+ |/)")
WEAK_GAP_BEFORE = re.compile(r"(?:, and |, | and | & | \+ |/)$")
_CAPITALISED = re.compile(r"[A-Z][a-z]")


def find(text: str, roster: frozenset[str], blocked: Sequence[tuple[int, int]], keep: frozenset[str]) -> Found:
    """Names in `text` (normalised).

    roster: folded words of the names known beforehand. blocked: intervals that are something else (identifiers,
    organisations, masks). keep: folded words that are never names here.
    """
    return _Finder(text, roster, blocked, keep).find()


class _Finder(Judge):
    def __init__(
        self, text: str, roster: frozenset[str], blocked: Sequence[tuple[int, int]], keep: frozenset[str]
    ) -> None:
        super().__init__(text, roster)
        self.keep = keep - roster  # a word that is kept stays a name where somebody is called so
        self.blocked, self.closed = Intervals(blocked), Cover(blocked)
        self.lower: set[str] = set()
        self.weak: list[Doubt] = []
        self.lines: dict[int, bool] = {}

    def find(self) -> Found:
        text, lexicon, roster = self.text, self.lexicon, self.roster
        run: list[Token] = []
        end_before = 0
        for match in TOKEN.finditer(text):
            start, end, written = match.start(), match.end(), match.group()
            if written.islower() and "'" not in written:
                # Most words: nothing to do unless a run goes on through a particle or it is a name in lower case.
                word = lexicon.word(written)
                # Of no other word does it matter that it stands here in small letters.
                if word.name or not word.ordinary:
                    self.lower.add(written)
                if written in PARTICLES and run and text[end_before:start] in (" ", "-"):
                    run.append(Token(start, end, written, word, False, True))
                else:
                    run = self.close(run)
                    if word.name or written in roster:
                        self.lower_case(start, end, written)
                    elif written.endswith("s") and word.unknown and self.in_lower_case(start):
                        stem = lexicon.word(written[:-1])  # "niamhs promotion"
                        if stem.given and stem.plain_name and not stem.rare and len(written) > 4:
                            self.lower_mention(start, end, "", sure=False, after=None)
                    elif "-" in written:
                        self.lower_hyphens(start, end, written)
                end_before = end
                continue
            written, end = trim(written, end)
            word = lexicon.word(written)
            if (len(written) == 1 and end < match.end()) or self.blocked.hit(start) or word.folded in self.keep:
                run = self.close(run)  # "I've", or something else than a name
            elif word.shape == "lower":
                run = self.close(run)
                self.lower.add(word.folded)
                if word.name or word.folded in roster:
                    self.lower_case(start, end, written)
            else:
                joined = bool(run) and joins(text[end_before:start], run[-1])
                if not joined:
                    run = self.close(run)
                run.append(Token(start, end, written, word, is_first(text, start), joined))
            end_before = max(end, match.end() if len(written) == 1 else end)
        self.close(run)
        self.lower_unknown()
        self.parallels()
        self.lists()
        self.weak_names()
        self.titled_initials()
        self.mentions.sort(key=lambda m: m.start)
        return Found(tuple(self.mentions), tuple(self.doubts), frozenset(self.lower))

    # One run of capitalised words ------------------------------------------------------------------------------------

    def close(self, run: list[Token]) -> list[Token]:
        """Cut a run into titles, possible names and other words, and judge each possible name; returns a new run."""
        while run and run[-1].word.shape == "lower":  # a particle that leads nowhere
            run.pop()
        if not run:
            return []
        run = self.without_places(joined_prefixes(run))
        capitals = len(run) > 1 and all(t.word.shape in ("UPPER", "initial") for t in run)
        ordinary = sum(t.word.ordinary or t.word.never for t in run[1:])
        heading = len(run) > 3 and not capitals and ordinary * 2 >= len(run)
        part: list[Token] = []
        title, titled = "", False

        def settle(after: Token | None) -> None:
            while part and (part[-1].word.shape == "lower" or part[-1].text == "I"):
                part.pop()
            while part and part[0].word.shape == "lower":
                del part[0]
            if not part or all(t.word.shape == "initial" for t in part):
                return
            case = Case(tuple(part), *self.around(tuple(part)), title, titled, heading=heading, capitals=capitals)
            if after is not None and not title and after.joined and after.word.folded in THING_NOUNS:
                if after.word.folded in AUTHORED and self.authored(case):
                    self.add(case, sure=False)  # "the Jones Report"
                elif any(t.word.folded in self.roster for t in part):
                    self.doubt(case.part, strong=True)  # "Hope Hospital", "Francis Report"
                return
            post = after is not None and after.text in POST_NOMINALS
            if len(part) == 1 and part[0].word.ordinary and not (post or title):
                # "Young People", "Social Care Field": a part of something written with capitals
                cue = LEFT_CUE.search(case.left) or RIGHT_CUE.match(case.right.lower())
                if after is not None and after.joined and after.word.ordinary and not (capitals or cue):
                    return
                opening = run[0].first and run[0].word.ordinary and run[1:2] == part[:1]  # "Then Price said no"
                case = replace(case, heading=case.heading or (part[0].joined and not opening))
            self.judge(replace(case, post=post))

        for i, token in enumerate(run):
            folded = token.word.folded
            if folded in TITLES and (i + 1 < len(run) or title) and not self.can_be_name(token, part, titled):
                settle(token)
                part, title, titled = [], folded, True
            elif folded in ROLE_TITLES and not part and not self.first_name(run, i):
                title, titled = folded, False
            elif self.can_be_name(token, part, titled) or self.leads(run, i):
                part.append(token)
            else:
                settle(token)
                part, title, titled = [], "", False
        settle(None)
        return []

    def without_places(self, run: list[Token]) -> list[Token]:
        """The run with the words of places of several words marked as no name ("New Zealand", "Port Talbot")."""
        phrases, out, i = self.lexicon.place_phrases, list(run), 0
        while i < len(run) - 1:
            for n in (4, 3, 2):
                if i + n <= len(run) and " ".join(t.word.folded for t in run[i : i + n]) in phrases:
                    for j in range(i, i + n):
                        word = replace(run[j].word, given=False, surname=False, never=True)
                        out[j] = replace(run[j], word=word)
                    i += n - 1
                    break
            i += 1
        return out

    def can_be_name(self, token: Token, part: list[Token], titled: bool) -> bool:
        """Whether a token of a run can be part of a name after the tokens `part`."""
        word = token.word
        if word.folded in self.roster:
            return word.shape != "UPPER" or len(token.text) > 2
        if word.folded in TITLES:
            return word.folded == "lord" and bool(part) and part[-1].word.given and not part[-1].word.ordinary
        if word.shape == "camel" or token.text in POST_NOMINALS:
            return False
        if titled and not part:  # "Mr Street", but not "Mr Speaker"
            return word.folded not in NO_SURNAME and word.folded not in ROLE_TITLES
        if word.folded in THING_NOUNS and not word.name:
            return False
        if word.shape in ("initial", "lower"):  # "lower": a particle inside the run
            return True
        after_given = bool(part) and part[-1].word.given
        if word.never or (word.organisation and not word.given):
            return after_given and word.surname and not word.organisation
        if word.shape == "UPPER" and not word.name:
            return bool(part) and len(token.text) > 3 and not word.ordinary
        if word.ordinary and not word.name:
            # "Sarah Fielding" is in no list of surnames, but a capital after a plain given name tells.
            if after_given and not part[-1].word.ordinary and not token.first:
                return True
            return not part and self.related(token.start)
        return True

    def first_name(self, run: list[Token], i: int) -> bool:
        """Whether a word that can be a role is somebody's first name here: "ask Col", "Nana Akosua"."""
        return run[i].word.given and (i + 1 == len(run) or run[i + 1].word.given)

    def leads(self, run: list[Token], i: int) -> bool:
        """Whether an ordinary word inside a sentence is a given name because a surname and nothing else follows it."""
        word = run[i].word
        if run[i].first or not word.ordinary or word.never or word.shape != "Cap" or not i + 1 < len(run) <= 3:
            return False
        after = run[i + 1].word
        return (
            word.folded not in ROLE_TITLES
            and after.surname
            and after.plain_name
            and not after.given
            and after.shape == "Cap"
        )

    # Lower case --------------------------------------------------------------------------------------------------------

    def lower_case(self, start: int, end: int, written: str) -> None:
        """A word in lower case that is in a list: a name where it is nothing else, or where a person is addressed."""
        word = self.lexicon.word(written)
        if word.folded in self.keep or self.blocked.hit(start):
            return
        if word.rare and not self.in_lower_case(start):
            return
        last = self.mentions[-1] if self.mentions else None
        follows = (
            last is not None and last.end == start - 1 and self.text[start - 1] in " _" and last.words[-1].islower()
        )
        left, right = self.text[max(0, start - 45) : start], self.text[end : end + 40]
        spoken_to = LEFT_CUE_LOWER.search(left) is not None
        speaks = RIGHT_CUE_LOWER.match(right) is not None
        title = match.group(1) if (match := LOWER_TITLE.search(left)) else ""
        if word.rare and not (word.given and len(written) > 4) and not (spoken_to or speaks or title or follows):
            if word.plain_name and len(written) > 4:
                self.doubts.append(Doubt(start, end, written))
            return
        if word.plain_name and written not in LOWER_WORDS:
            if LOWER_INITIAL.match(self.text, end):  # "steve b"
                end += 2
            sure = word.given or word.folded in self.roster or follows or bool(title)
            if sure or ((spoken_to or speaks) and len(written) > 3):
                self.lower_mention(start, end, title, sure=sure, after=last if follows else None)
            elif len(written) > 3:
                self.doubts.append(Doubt(start, end, written))
        elif follows and word.surname and not word.ordinary:
            self.lower_mention(start, end, title, sure=False, after=last)
        elif (word.given or word.folded in self.roster) and (
            (spoken_to and VOCATIVE_RIGHT.match(right))
            or (lower_clause_starts(left) and (speaks or ASKED_LOWER.match(right)))
        ):
            self.lower_mention(start, end, title, sure=False, after=None)
        elif written in WEAK_LOWER and self.in_lower_case(start):
            self.weak.append(Doubt(start, end, written))

    def weak_names(self) -> None:
        """Names that are words as well, in text without capitals ("asked mark what he thought. mark quiet")."""
        ends, starts = {m.end for m in self.mentions}, {m.start for m in self.mentions}
        sure: set[str] = set()
        for weak in self.weak:
            left, right = self.text[max(0, weak.start - 20) : weak.start], self.text[weak.end : weak.end + 20]
            before, after = WEAK_GAP_BEFORE.search(left), WEAK_GAP.match(right)
            if (
                WEAK_LEFT.search(left)
                or (before and weak.start - len(before.group()) in ends)
                or (after and weak.end + len(after.group()) in starts)
                or (lower_clause_starts(left) and WEAK_RIGHT.match(right))
            ):
                sure.add(weak.word)
        for weak in self.weak:
            left = self.text[max(0, weak.start - 20) : weak.start]
            if weak.word in sure and (WEAK_LEFT.search(left) or WEAK_BESIDE.search(left) or not left):
                self.mentions.append(Mention(weak.start, weak.end, (weak.word,)))

    def in_lower_case(self, start: int) -> bool:
        """Whether the line is written without capitals, but for abbreviations."""
        begin, end = self.text.rfind("\n", 0, start) + 1, self.text.find("\n", start)
        if begin not in self.lines:
            self.lines[begin] = _CAPITALISED.search(self.text[begin : end if end >= 0 else len(self.text)]) is None
        return self.lines[begin]

    def lower_hyphens(self, start: int, end: int, written: str) -> None:
        """ "priya-shah", as in an address of a page or a file."""
        first, _, last = written.partition("-")
        given, surname = self.lexicon.word(first), self.lexicon.word(last)
        known = {first, last} <= self.roster or (given.plain_name and given.given and surname.plain_name)
        if known and not self.blocked.hit(start):
            self.mentions.append(Mention(start, end, (first, last)))

    def lower_unknown(self) -> None:
        """Words of no list where somebody is addressed or speaks ("thanks yusuf", "as marek said")."""
        taken = {m.start for m in self.mentions}
        for match in LOWER_PERSON.finditer(self.text):
            start, end = match.span(match.lastindex or 0)
            word = self.lexicon.word(self.text[start:end])
            if (
                word.unknown
                and word.folded not in self.keep
                and start not in taken
                and not self.closed.touches(start, end)
            ):
                self.mentions.append(Mention(start, end, (self.text[start:end],)))

    def titled_initials(self) -> None:
        """ "Mr P", "Mrs B.": a title and a letter."""
        taken = Cover((m.start, m.end) for m in self.mentions)
        for match in TITLED_INITIAL.finditer(self.text):
            title, letter = (match[1], 2) if match[1] else (match[3], 4)
            start, end = match.span(letter)
            if not (taken.touches(start, end) or self.closed.touches(start, end)):
                self.mentions.append(Mention(start, end, (self.text[start:end],), title.casefold()))

    def lower_mention(self, start: int, end: int, title: str, *, sure: bool, after: Mention | None) -> None:
        """A mention in lower case; `after`: the mention it goes on."""
        words = tuple(self.text[start:end].split())
        if after is None:
            self.mentions.append(Mention(start, end, words, title, sure))
        else:
            self.mentions[-1] = Mention(after.start, end, (*after.words, *words), after.title, after.sure)

    # Lists of names: one a line, or "X, Y and Z" ----------------------------------------------------------------------------------------

    def parallels(self) -> None:
        """A word that begins like its neighbours, which are names, is a name ("Bartosz – ...", "Day – ..."; "Mark 8. Asha 4.")."""
        slots = [(m.start("name"), m.end("name"), m.group("mark").strip()[:1]) for m in SLOT.finditer(self.text)]
        slots = [(start, end, "0" if mark.isdigit() else mark) for start, end, mark in slots]
        mentions = {m.start for m in self.mentions}
        likely = {d.start for d in self.doubts if (w := self.lexicon.word(d.word)).plain_name and not w.rare}
        found: list[Mention] = []
        for mark in {mark for _, _, mark in slots}:
            alike = [(start, end) for start, end, other in slots if other == mark]
            named = [start in mentions or start in likely for start, _ in alike]
            for i, (start, end) in enumerate(alike):
                beside = [j for j in (i - 1, i + 1) if 0 <= j < len(alike) and abs(alike[j][0] - start) < 300]
                words = [self.lexicon.word(w) for w in self.text[start:end].split()]
                if (
                    start not in mentions and any(named[j] for j in beside) and not self.closed.touches(start, end)
                    and (all(self.slot_name(word) for word in words) or (mark == ":" and words[0].folded == "may"))
                ):  # fmt: skip
                    found.append(Mention(start, end, tuple(self.text[start:end].split())))
        self.mentions += found
        self.doubts = [d for d in self.doubts if all(d.start != m.start for m in found)]

    def slot_name(self, word: Word) -> bool:
        """Whether a word can be a name where names stand around it."""
        thing = word.folded in THING_NOUNS and (word.rare or not word.surname)
        other = word.place or word.never or word.organisation or word.folded in self.keep or thing
        opens = word.folded in ("will", "may", "can", "see")
        return word.shape in ("Cap", "UPPER") and (word.name or word.unknown) and not other and not opens

    def lists(self) -> None:
        """A doubt that stands beside a mention in a list ("Suzy, then Bronagh") is a name as well."""
        for _ in range(4):
            single = [m for m in self.mentions if len(m.words) == 1 or m.sure]
            starts, ends = {m.start: m for m in single}, {m.end: m for m in single}
            left: list[Doubt] = []
            for doubt in self.doubts:
                after = LIST_GAP.match(self.text, doubt.end)
                before = LIST_GAP_BEFORE.search(self.text, max(0, doubt.start - 12), doubt.start)
                beside = (starts.get(after.end()) if after else None) or (ends.get(before.start()) if before else None)
                word = self.lexicon.word(doubt.word)
                plain = beside is not None and not all(self.lexicon.word(w).ordinary for w in beside.words)
                if beside and not word.place and (not word.ordinary or (word.name and plain)):
                    self.mentions.append(Mention(doubt.start, doubt.end, (doubt.word,)))
                else:
                    left.append(doubt)
            if len(left) == len(self.doubts):
                break
            self.doubts = left
