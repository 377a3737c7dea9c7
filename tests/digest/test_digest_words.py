"""Numbers in words, and the escape that text of the corpus goes through."""

from __future__ import annotations

import dataclasses
import re

import pytest
from digest_examples import messages
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from textmine import wording
from textmine.digest import phrases, words


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "no documents"), (1, "one document"), (2, "two documents"), (9, "nine documents"), (10, "10 documents"),
     (1204, "1,204 documents")],
)  # fmt: skip
def test_a_number_agrees_with_its_noun(n, said):
    assert wording.counted(n, "document") == said


@pytest.mark.parametrize(
    ("n", "of", "said"),
    [(7, 9, "seven of nine places"), (1, 9, "one of nine places"), (9, 9, "all nine places"), (2, 2, "both places"),
     (1, 2, "one of two places"), (1, 1, "the one place"), (0, 9, "none of nine places"), (7, 12, "7 of 12 places"),
     (12, 12, "all 12 places"), (0, 1, "none of one place")],
)  # fmt: skip
def test_so_many_of_so_many(n, of, said):
    assert words.n_of(n, of) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0%"), (0.0004, "less than 1%"), (0.0099, "less than 1%"), (0.01, "1%"), (0.155, "16%"), (0.285, "29%"),
     (0.99, "99%"), (0.999, "more than 99%"), (1.0, "100%")],
)  # fmt: skip
def test_per_cent_are_whole_and_hide_nobody(share, said):
    assert wording.percent(share) == said


@pytest.mark.parametrize(
    ("low", "high", "in_words", "in_figures"),
    [
        (0.11, 0.19, "between a tenth and a fifth", "11% to 19%"),
        (0.10, 0.204, "between a tenth and a fifth", "10% to 20%"),
        (0.0, 0.03, "up to a thirtieth", "up to 3%"),
        (0.0, 1.0, "anything from none to all", "up to 100%"),
        (0.0, 0.0, "almost none", "less than 1%"),
        (0.2, 0.2, "about a fifth", "about 20%"),
        (0.55, 0.98, "half or more", "55% to 98%"),
        (1.0, 1.0, "almost all", "about 100%"),
    ],
)
def test_an_interval_in_words(low, high, in_words, in_figures):
    assert words.share_range(low, high) == in_words
    assert words.percent_range(low, high) == in_figures


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_never_say_more_than_the_interval_does(a, b):
    low, high = sorted((a, b))
    value = {name: share for share, name in words.FRACTIONS}
    said = words.share_range(low, high)
    if said.startswith("between "):
        first, last = said.removeprefix("between ").split(" and ")
        assert value[first] <= low + 0.005
        assert value[last] >= high - 0.005
    elif said.startswith("up to "):
        assert value[said.removeprefix("up to ")] >= high - 0.005
    elif said.endswith(" or more"):
        assert value[said.removesuffix(" or more")] <= low + 0.005
    elif said.startswith("about "):
        assert max(abs(value[said.removeprefix("about ")] - share) for share in (low, high)) <= 0.005 + 1e-9
    else:
        assert (said, low <= 0.995, high >= 0.005) in {
            ("almost none", True, False), ("almost all", False, True), ("almost all", True, True),
            ("almost none", True, True), ("anything from none to all", True, True),
        }  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.03, 0.11, "3 to 11 percentage points"),
        (-0.08, -0.02, "2 to 8 percentage points"),
        (0.003, 0.06, "up to 6 percentage points"),
        (0.05, 0.05, "about 5 percentage points"),
    ],
)
def test_a_change_in_points(low, high, said):
    assert words.points_range(low, high) == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_lists(items, said):
    assert wording.listed(items) == said


@pytest.mark.parametrize(
    ("iso", "said"), [("2018-04-01", "1 April 2018"), ("2017-12-31", "31 December 2017"), ("", ""), ("2018", "2018")]
)
def test_dates(iso, said):
    assert words.date(iso) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Short enough.", "Short enough."),
        ("This is the first sentence here. This is a second one that goes on.", "This is the first sentence here."),
        ("We ask for one plan, made with us, and kept for more than a year", "We ask for one plan, made with us …"),
        ("Yes. And then we went on to say a great many more things than that", "Yes. And then we went on to say …"),
    ],
)
def test_a_quote_is_cut_at_a_sentence_where_that_leaves_enough(text, said):
    assert words.shorten(text, 8) == said


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("A&E and R&D", "A&E and R&D"),
        ("&amp; &#60;", "\\&amp; \\&\\#60;"),
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("<!-- /notes:top -->", "\\<!-- /notes:top --\\>"),
        ("[name] said *this* | that", "\\[name\\] said \\*this\\* \\| that"),
        ("# not a heading", "\\# not a heading"),
        ("1. not a list", "1\\. not a list"),
        ("- nor this", "\\- nor this"),
        ("two\nlines\r\nand\u2028more", "two lines and more"),
        ("see www.example.org or http://example.org", "see www\\.example.org or http\\://example.org"),
        ("bell\x07 and \u202ereversed", "bell and reversed"),
    ],
)
def test_markdown_is_taken_for_text(text, source):
    assert wording.escape(text) == source


HOSTILE = st.text(st.sampled_from("aA1 &;#<>*_`[]()!|~\\-+=.:/$\n\r\t\"'x@{}"), max_size=40)


@given(st.one_of(HOSTILE, st.text(max_size=60)))
@example("===")
@example("---")
@example("1)")
@example("```")
@example("\ud800")
@example("![a](b)")
@example("   four spaces")
def test_escaped_text_reads_as_itself_in_every_place(text):
    parser = MarkdownIt("commonmark").enable("table")
    escaped, whole = wording.escape(text), wording.one_line(text)
    for before, after in (("", ""), ("x ", " x"), ("**“", "”**"), ("- ", ""), ("> ", ""), ("1. ", " x")):
        shown = ""
        for token in parser.parse(before + escaped + after):
            assert token.type.split("_")[0] in ("paragraph", "bullet", "ordered", "list", "blockquote", "inline")
            for child in token.children or []:
                assert child.type in ("text", "text_special", "strong_open", "strong_close")
                shown += child.content
        bare = re.sub(r"^(- |> |1\. )|\*\*", "", before)
        assert shown.split() == (bare + whole + after.replace("**", "")).split()
    table = parser.parse(f"| a | b |\n| --- | --- |\n| {escaped} | c |")
    assert [t.type for t in table].count("td_open") == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“All of it.”", "All of it."),
        ('"All of it."', "All of it."),
        ("“One” and “two”", "“One” and “two”"),
        ('She said: "No."', 'She said: "No."'),
        ("It was cut here.”", "It was cut here."),
        ("“It was cut there.", "It was cut there."),
        ('"', ""),
        ("", ""),
        ("'Tis the season", "'Tis the season"),
    ],
)
def test_quotation_marks_are_not_doubled(text, said):
    assert words.unquoted(text) == said


@pytest.mark.parametrize(
    ("whom", "said"),
    [
        ("", "an ask of those in charge"), ("Treasury", "an ask of the Treasury"), ("NHS England", "an ask of NHS England"),
        ("the Treasury", "an ask of the Treasury"), ("local authorities", "an ask of local authorities"),
        ("Department for Education", "an ask of the Department for Education"), ("police", "an ask of the police"),
        ("National Police Chiefs' Council", "an ask of the National Police Chiefs' Council"),
        ("HM Prison and Probation Service", "an ask of HM Prison and Probation Service"),
        ("chief constables", "an ask of chief constables"), ("programme board", "an ask of the programme board"),
    ],
)  # fmt: skip
def test_a_message_says_whom_it_asks(whom, said):
    message = dataclasses.replace(messages()[0], kind="ask", addressee=whom)
    assert phrases.heading(message) == said
