"""readers/dates.py: a column of dates is one decision, and what is not understood is said with its value and row."""

from __future__ import annotations

import pytest

from textmine.readers.dates import read_dates


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        # what is plain by itself stays what it is
        (["2018-03-07", "2018/03/07", "20180307"], ["2018-03-07"] * 3),
        (["2018-03-07T09:10:00Z", "2018-03-07 09:10:00.123"], ["2018-03-07"] * 2),
        (["7 March 2018", "7th Mar 18", "Wed 7 March 2018", "March 7, 2018", "07-Mar-2018"], ["2018-03-07"] * 5),
        (["", "  "], ["", ""]),
        # one cell past the twelfth decides for all
        (["03/07/2018", "03/14/2018"], ["2018-03-07", "2018-03-14"]),
        (["3/7/2018 9:10:00 AM", "3/14/18 16:10"], ["2018-03-07", "2018-03-14"]),
        (["03/07/2018", "14/07/2018"], ["2018-07-03", "2018-07-14"]),
        (["03.07.2018", "14.07.18"], ["2018-07-03", "2018-07-14"]),
        # nothing decides: as in Britain
        (["03/07/2018", "04/05/2018"], ["2018-07-03", "2018-05-04"]),
        # both orders: only what is plain by itself
        (["03/14/2018", "14/03/2018", "05/05/2018", "03/04/2018"], ["2018-03-14", "2018-03-14", "2018-05-05", "03/04/2018"]),
        # months
        (["Nov 2023", "November 2023", "Nov-23", "2023-11", "11/2023"], ["2023-11-01"] * 5),
        # days of Excel, where there is nothing else
        (["43166", "43173.5"], ["2018-03-07", "2018-03-14"]),
        (["43166", "7 March 2018"], ["43166", "2018-03-07"]),
        # no dates
        (["Spring", "31/02/2018", "2018", "12345678901"], ["Spring", "31/02/2018", "2018", "12345678901"]),
    ],
)  # fmt: skip
def test_values(cells: list[str], values: list[str]) -> None:
    assert list(read_dates(cells).values) == values


@pytest.mark.parametrize(
    ("cells", "order", "proven", "unread", "months"),
    [
        (["2018-03-07"], "", True, (), 0),
        (["03/14/2018", "03/07/2018"], "month", True, (), 0),
        (["14/03/2018"], "day", True, (), 0),
        (["03/04/2018"], "day", False, (), 0),
        (["05/05/2018"], "day", True, (), 0),
        (["03/14/2018", "14/03/2018", "03/04/2018"], "", True, (2,), 0),
        (["Nov 2023", "soon", ""], "", True, (1,), 1),
    ],
)
def test_what_is_known_of_a_column(
    cells: list[str], order: str, proven: bool, unread: tuple[int, ...], months: int
) -> None:
    dates = read_dates(cells)
    assert (dates.order, dates.proven, dates.unread, dates.months) == (order, proven, unread, months)


TEXT = "we waited a very long time"


@pytest.mark.parametrize(
    ("cells", "docvars", "says"),
    [
        (["2 May 2018", "01/04/2018"], ["2 May 2018", "2018-04-01"], "nothing in 'date' shows whether the day or the month comes first"),
        (["03/07/2018", "03/14/2018"], ["2018-03-07", "2018-03-14"], "the dates in 'date' have the month first"),
        (["Nov 2023", "1 May 2023"], ["2023-11-01", "1 May 2023"], "1 date in 'date' without a day"),
        (["1 May 2023", "Whitsun"], ["1 May 2023", "Whitsun"], "1 date was not understood in 'date', first 'Whitsun' (row 3)"),
        (["03/14/2018", "14/03/2018", "03/04/2018"], ["2018-03-14", "14/03/2018", "03/04/2018"],
         "1 date was not understood in 'date', first '03/04/2018' (row 4): day or month first?"),
    ],
)  # fmt: skip
def test_of_a_table(read, cells, docvars, says):
    """What says the same by itself stays as it was written; the rest is in ISO form."""
    reading = read("t.csv", "date,Comment\n" + "".join(f'"{cell}",{TEXT} {i}\n' for i, cell in enumerate(cells)))
    found = [d.docvars["date"] for d in reading.documents]
    assert [a for a, b in zip(found, docvars, strict=True) if a != b and a != "2018-04-01" and b != "2018-04-01"] == []
    assert any(says in warning for warning in reading.warnings), reading.warnings


def test_an_american_column_is_read_as_one(read):
    """The phase follows from the date: 5 February would be another phase than 2 May."""
    reading = read("t.csv", f"date,Comment\n05/02/2018,{TEXT}\n04/23/2018,{TEXT} again\n")
    assert [d.docvars["date"] for d in reading.documents] == ["2018-05-02", "2018-04-23"]
