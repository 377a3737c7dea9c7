from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.prevalence.prevalence_examples import exact, rooms
from textmine.errors import UsageError
from textmine.prevalence import prevalence
from textmine.prevalence.intervals import estimate

COLUMNS = ["share", "low", "high", "segments", "documents", "speakers", "enough"]


def cell(table: pd.DataFrame, **where: str) -> pd.Series:
    rows = table[np.logical_and.reduce([table[k] == v for k, v in where.items()])]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("documents", "share", "segments", "spoken_in"),
    [
        ([(3, 10), (1, 10)], 0.2, 4, 2),
        ([(0, 10), (5, 40)], 0.1, 5, 1),
        ([(0, 10), (0, 40)], 0.0, 0, 0),
        ([(10, 10), (40, 40)], 1.0, 50, 2),
    ],
)
def test_the_share_is_that_of_the_segments(documents, share, segments, spoken_in):
    table = prevalence(exact({"A": documents, "B": [(2, 10), (4, 10), (1, 10)]}))
    a = cell(table, theme_id="t1", locality="A")
    assert a["share"] == pytest.approx(share)
    assert (a["segments"], a["documents"]) == (segments, spoken_in)
    assert 0 <= a["low"] <= a["share"] <= a["high"] <= 1
    assert a["low"] < a["high"]


def test_the_columns_and_their_order():
    table = prevalence(rooms({("A", "p"): 0.3, ("B", "p"): 0.1}, ("locality", "phase")), by=("locality", "phase"))
    assert list(table.columns) == ["theme_id", "locality", "phase", *COLUMNS]
    assert table[["theme_id", "locality"]].to_numpy().tolist() == sorted(
        table[["theme_id", "locality"]].to_numpy().tolist()
    )


def test_one_cell_of_everything():
    rows = rooms({("A",): 0.3, ("B",): 0.1})
    whole = prevalence(rows, by=())
    assert list(whole.columns) == ["theme_id", *COLUMNS]
    assert whole["share"].item() == pytest.approx((rows["theme_id"] == "t1").mean())


def test_segments_without_theme_count_in_the_denominator():
    rows = exact({"A": [(5, 10), (5, 10)]})
    rows.loc[rows["theme_id"] == "", "theme_id"] = None
    assert prevalence(rows)["share"].item() == pytest.approx(0.5)


def test_a_segment_with_two_themes_counts_once_in_the_denominator():
    rows = exact({"A": [(5, 10), (5, 10)]})
    both = pd.concat([rows, rows[rows["theme_id"] == "t1"].assign(theme_id="t2")])
    table = prevalence(both)
    assert table["share"].tolist() == pytest.approx([0.5, 0.5])


def test_rows_without_segment_ids_are_one_segment_each():
    rows = exact({"A": [(5, 10), (5, 10)]})
    assert prevalence(rows.drop(columns="segment"))["share"].item() == pytest.approx(0.5)


def test_weights():
    rows = exact({"A": [(5, 10), (5, 10)]})
    rows["weight"] = np.where(rows["theme_id"] == "t1", 3.0, 1.0)
    assert prevalence(rows)["share"].item() == pytest.approx(0.75)


def test_the_share_of_documents():
    table = prevalence(exact({"A": [(0, 10), (5, 40), (1, 10), (0, 3)]}), unit="document")
    assert table["share"].item() == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("documents", "enough"), [([(1, 2), (1, 2)], False), ([(1, 3), (1, 3)], True), ([(0, 100), (0, 100)], True)]
)
def test_too_few_segments_are_not_enough(documents, enough):
    table = prevalence(exact({"A": documents, "B": [(3, 30), (5, 30), (1, 30)]}))
    a = cell(table, theme_id="t1", locality="A")
    assert bool(a["enough"]) is enough
    assert enough or (a["low"], a["high"]) == (0, 1)


def test_one_document_alone_is_not_enough():
    assert not prevalence(exact({"A": [(10, 50)]}))["enough"].item()


def test_documents_that_differ_make_wider_intervals():
    alike = prevalence(exact({"A": [(5, 20)] * 8})).iloc[0]
    apart = prevalence(exact({"A": [(20, 20)] * 2 + [(0, 20)] * 6})).iloc[0]
    assert alike["share"] == apart["share"]
    assert apart["high"] - apart["low"] > 1.5 * (alike["high"] - alike["low"])


def test_more_documents_make_narrower_intervals():
    few, many = (prevalence(rooms({("A",): 0.2}, documents=n)).iloc[0] for n in (6, 60))
    assert many["high"] - many["low"] < few["high"] - few["low"]


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_a_higher_level_makes_wider_intervals(level):
    rows = rooms({("A",): 0.2})
    here, there = prevalence(rows, level=level).iloc[0], prevalence(rows, level=level + 0.005).iloc[0]
    assert there["high"] - there["low"] > here["high"] - here["low"]


def test_people_are_counted():
    rows = exact({"A": [(2, 5), (2, 5)]})
    rows["speaker"] = np.where(rows["segment"].str.endswith("0"), "Person 1", "Person 2")
    assert prevalence(rows)["speakers"].item() == 2
    rows["speaker"] = None  # notes without speakers: one person wrote each
    assert prevalence(rows)["speakers"].item() == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"by": ("nowhere",)}, "nowhere"),
        ({"unit": "word"}, "word"),
        ({"level": 1.0}, "level"),
        ({"level": 0.0}, "level"),
        ({"level": "wide"}, "level"),
        ({"by": "locality"}, "sequence of column names"),
        ({"by": 5}, "sequence of column names"),
        ({"by": ("locality", "locality")}, "each column once"),
        ({"by": ("share",)}, "none of the result's"),
    ],
)
def test_what_cannot_be_used(change, words):
    with pytest.raises(UsageError, match=words):
        prevalence(rooms({("A",): 0.2}), **change)


@pytest.mark.parametrize("table", [None, [1, 2], {"a": 1}])
def test_what_is_no_table(table):
    with pytest.raises(UsageError, match="DataFrame"):
        prevalence(table)


@pytest.mark.parametrize("column", ["document", "segment"])
def test_rows_without_what_they_are_counted_by(column):
    rows = rooms({("A",): 0.2})
    rows.loc[:2, column] = None
    with pytest.raises(UsageError, match=f"3 rows have no {column}"):
        prevalence(rows)


@pytest.mark.parametrize("column", ["document", "locality"])
def test_a_segment_stands_in_one_place(column):
    rows = rooms({("A",): 0.2})
    again = rows.head(1).assign(**{column: "elsewhere"})
    with pytest.raises(UsageError, match="two documents or cells"):
        prevalence(pd.concat([rows, again]))


def test_a_missing_locality_is_the_cell_unknown():
    rows = rooms({("A",): 0.2, ("B",): 0.2})
    rows.loc[rows["locality"] == "B", "locality"] = None
    assert set(prevalence(rows)["locality"]) == {"A", "unknown"}


@pytest.mark.parametrize("column", ["document", "theme_id"])
def test_a_missing_column(column):
    with pytest.raises(UsageError, match=column):
        prevalence(rooms({("A",): 0.2}).drop(columns=column))


def test_no_theme_at_all():
    table = prevalence(rooms({("A",): 0.0}))
    assert table.empty
    assert list(table.columns) == ["theme_id", "locality", *COLUMNS]


def test_the_order_of_rows_changes_nothing():
    rows = rooms({("A",): 0.2, ("B",): 0.4})
    pd.testing.assert_frame_equal(prevalence(rows), prevalence(rows.sample(frac=1, random_state=1)))


def test_a_single_document_borrows_how_much_documents_differ():
    """The other places show how documents differ; the interval is wide, and wider than that of ten documents."""
    rows = exact({"A": [(10, 50)], "B": [(10, 50), (2, 50), (7, 50), (12, 50)] * 3, "C": [(3, 20), (5, 20), (1, 20)]})
    table = prevalence(rows).set_index("locality")
    assert table.loc["A", "enough"]
    width = table["high"] - table["low"]
    assert width["A"] > 2 * width["B"]


def test_one_person_in_many_documents_is_one_unit():
    """Ten notes of one person are worth less than ten notes of ten."""
    rows = exact({"A": [(5, 5), (4, 5), (5, 5), (5, 5), (5, 5), (0, 5), (1, 5), (0, 5), (0, 5), (1, 5)]})
    note = rows["document"].str.split().str[-1].astype(int)
    two = prevalence(rows.assign(speaker=np.where(note < 5, "Ann", "Bob"))).iloc[0]
    ten = prevalence(rows.assign(speaker=rows["document"])).iloc[0]
    assert two["high"] - two["low"] > ten["high"] - ten["low"]


def test_who_speaks_may_be_told_apart_from_the_label():
    """Ten interviews with a "Participant" each are ten people and ten units, where `person` says so."""
    rows = exact({"A": [(5, 5), (4, 5), (5, 5), (5, 5), (5, 5), (0, 5), (1, 5), (0, 5), (0, 5), (1, 5)]})
    one = prevalence(rows.assign(speaker="Participant")).iloc[0]
    ten = prevalence(rows.assign(speaker="Participant", person="Participant of " + rows["document"])).iloc[0]
    named = prevalence(rows.assign(speaker=rows["document"])).iloc[0]
    assert (one["speakers"], ten["speakers"]) == (1, named["speakers"])
    assert ten["high"] - ten["low"] == named["high"] - named["low"] < one["high"] - one["low"]


@pytest.mark.parametrize(
    ("counts", "speakers"), [(True, 10), (False, 0), (None, 10)], ids=["all count", "none counts", "not said"]
)
def test_who_does_not_count_is_no_speaker(counts, speakers):
    rows = exact({"A": [(5, 5)] * 10})
    table = prevalence(rows.assign(speaker=rows["document"], counts=counts))
    assert table["speakers"].tolist() == [speakers]
    assert table["documents"].tolist() == [10]  # the words stay in the shares


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_weights_that_are_none(weight):
    with pytest.raises(UsageError, match="weights"):
        prevalence(rooms({("A",): 0.2}).assign(weight=weight))


def test_intervals_hold_the_truth():
    """Nine places, 5 to 12 documents, correlation 0.1: 95 % intervals hold between 90 and 99 % of the true shares.

    benchmarks/coverage.py does this at length.
    """
    rng = np.random.default_rng(0)
    held = []
    for _ in range(40):
        truth = rng.uniform(0.02, 0.3, 9)
        cell = np.repeat(np.arange(9), rng.integers(5, 13, 9))
        size = np.round(np.exp(rng.uniform(np.log(5), np.log(200), len(cell))))
        own = rng.beta(truth[cell] * 9, (1 - truth[cell]) * 9)
        low, high = estimate(rng.binomial(size.astype(int), own).astype(float), size, cell, 9).interval(0.95)
        held.append((low <= truth) & (truth <= high))
    assert 0.9 < np.mean(held) < 0.99


documents = st.lists(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=6
)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from("ABCD"), documents, min_size=1))
def test_laws(counts):
    rows = exact(counts)
    table = prevalence(rows)
    if not any(said for documents in counts.values() for said, _ in documents):
        assert table.empty
        return
    assert set(table["locality"]) == set(counts)
    for row in table.itertuples():
        said = sum(x for x, _ in counts[row.locality])
        of = sum(n for _, n in counts[row.locality])
        assert row.segments == said
        assert row.share == pytest.approx(said / of)
        assert 0 <= row.low <= row.share <= row.high <= 1
        assert (row.low == 0) or said > 0
        assert (row.high == 1) or said < of


def test_the_module_is_the_function() -> None:
    """`textmine.prevalence(...)`, and nothing heavy is imported before it is asked for."""
    import subprocess
    import sys

    code = (
        "import sys, textmine; assert 'pandas' not in sys.modules; import pandas as pd;"
        "a = pd.DataFrame({'document': list('aabbcc'), 'theme_id': ['t', '', 't', 't', '', 't'], 'locality': list('XXXYYY')});"
        "from textmine.prevalence import prevalence;"
        "assert textmine.prevalence(a, by=('locality',)).equals(prevalence(a, by=('locality',)));"
        "assert not hasattr(textmine, 'nothing')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
