"""Tables and quotes -> safe ones: nothing for readers is written that does not come from here.

A cell is suppressed when fewer documents, speakers or segments stand behind it than corpus.toml allows (primary), and
further cells with it until nobody can work it out from everything else that is written (complementary, `attack`). What is
promised and what is not stands in docs/disclosure.md. The rules follow the practice of statistical disclosure control for
tables (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4).
"""

from textmine.disclosure.quotes import disclose_quote, enough_people
from textmine.disclosure.suppression import MEASURES, TOTALS, disclose, disclose_all, disclose_totals, leaking_themes

__all__ = [
    "MEASURES",
    "TOTALS",
    "disclose",
    "disclose_all",
    "disclose_quote",
    "disclose_totals",
    "enough_people",
    "leaking_themes",
]
