"""The one table of phrases: every word of a digest that stands in no template, so that another language needs these two alone.

Numbers and lists in words are `textmine.wording`'s. A phrase with {} is filled in by the code that uses it.
"""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

#: Shares that people have words for; an interval is widened to the nearest of them, never narrowed.
FRACTIONS = (
    (0.0, "none"), (0.01, "a hundredth"), (0.02, "a fiftieth"), (1 / 30, "a thirtieth"), (0.05, "a twentieth"),
    (1 / 15, "a fifteenth"), (0.1, "a tenth"), (1 / 8, "an eighth"), (1 / 6, "a sixth"), (0.2, "a fifth"), (0.25, "a quarter"), (1 / 3, "a third"), (0.4, "two fifths"), (0.5, "half"), (0.6, "three fifths"),
    (2 / 3, "two thirds"), (0.75, "three quarters"), (0.8, "four fifths"), (0.9, "nine tenths"), (1.0, "all"),
)  # fmt: skip

#: How sure one can be: the same three words for messages and themes.
FIRM, FAIR, TENTATIVE, NOT_KNOWN = "firm", "fair", "tentative", "not known"
SURE_OF_THEME = {"robust": FIRM, "fair": FAIR, "tentative": TENTATIVE}
TREND = {"emerging": "growing", "steady": "steady", "fading": "fading", "cannot tell": "cannot tell"}

#: Of one speaker (an ordinary participant needs no word), and of several.
ROLE = {"chair": "chair", "minister": "minister", "official": "official", "member": "elected member",
        "regulator": "regulator", "facilitator": "facilitator"}  # fmt: skip
ROLES = {
    "member": "elected members",
    **{r: r + "s" for r in ("chair", "minister", "official", "regulator", "facilitator")},
}
#: The role that goes without saying.
ORDINARY = "witness"

#: What a message is, and the word before whom it is for; what people do who say it.
MESSAGE = {
    "ask": ("an ask", "of"), "warning": ("a warning", "to"), "lesson": ("a lesson", "for"), "praise": ("praise", "for"),
}  # fmt: skip
ANY_MESSAGE = ("a message", "to")
THEY_SAY = {"ask": "ask", "warning": "warn", "lesson": "advise"}
SAY = "tell"
#: Whom a message is for that names nobody.
THOSE_IN_CHARGE = "those in charge"
#: A body whose name ends with one of these, before any "of" or "for", is named with "the": "the Treasury", "the Department for X".
THE = "the "
WITH_THE = frozenset(
    "agency association authority board centre college commission commissioner committee confederation council department "
    "directorate executive federation government house inspectorate institute mayor minister ministry nhs office ombudsman police "
    "provinces regulator secretary service state system team treasury unit".split()
)

#: What became of messages since the last digest.
CHANGED = {"new": "new", "stronger": "stronger", "weaker": "weaker", "gone": "gone"}
FOUND = {"found": "yes", "weak": "a little", "few or none": "little or nothing heard"}
FEW_OR_NONE = "few or none"
NO_NAME = "(without a name)"

#: What was masked: one, several.
MASKED = {
    "person": ("name", "names"), "email": ("e-mail address", "e-mail addresses"), "phone": ("phone number", "phone numbers"),
    "phone number": ("phone number", "phone numbers"), "nhs number": ("NHS number", "NHS numbers"),
    "postcode": ("postcode", "postcodes"), "address": ("address", "addresses"), "url": ("web address", "web addresses"),
    "date of birth": ("date of birth", "dates of birth"), "organisation": ("organisation", "organisations"),
    "place": ("place", "places"), "handle": ("user name", "user names"),
}  # fmt: skip
OTHER_MASKED = ("other ({})", "others ({})")

#: Of pictures.
HEAT_KEY = (
    "Share of what was said in each place, from rounded counts, %. Signs: · few or none; – not shown, or nothing read."
)
STRIP_KEY = "One dot for each place; filled where the theme recurs."
SHARE_AXIS, CHANGE_AXIS = "Share of what was said, %", "Change, points (line: likely range)"
RANGE_AXIS = "Share of what was said, % (line: likely range)"
NUMBER_TITLE = "How many themes: do two halves of the passages find the same?"
NUMBER_AXIS = "Agreement, % (0: chance, 100: the same themes)"
NUMBER_ROW = "{} themes"

#: Of files in other formats.
LANGUAGE = "en-GB"
PICTURES = "Annex: pictures"
PAGE_OF = ("Page ", " of ")
TABLE_OF = "Table: {}"
DIGEST = "Digest"
NOTES = "Notes from an earlier digest"
