"""Tables and quotes -> what readers may see of them: nothing for readers is written that does not come from here.

plan: which tables are published and what counts in them, by sizes alone. rounding: counts as they are shown. publication: the
tables together, "few or none" below the limits. attack: what can be worked out of everything that is published. moves: figures that
move so that nothing can. quotes: the words of people. What is promised and what is not stands in docs/disclosure.md.
"""

from textmine.disclosure.plan import PublicationPlan, publication_plan
from textmine.disclosure.publication import MEASURES, is_small, publish
from textmine.disclosure.quotes import Origin, disclose_origin, disclose_quote, enough_people
from textmine.disclosure.reader_ids import reader_id
from textmine.disclosure.rounding import at_least, band, rounded

__all__ = [
    "MEASURES",
    "Origin",
    "PublicationPlan",
    "at_least",
    "band",
    "disclose_origin",
    "disclose_quote",
    "enough_people",
    "is_small",
    "publication_plan",
    "publish",
    "reader_id",
    "rounded",
]
