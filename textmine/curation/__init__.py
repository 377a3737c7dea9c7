"""What people decide: anonymity flags, themes, the codebook as a file, codings of other tools, labelled sentences.

Services that terminal and page share: nothing here prints or knows a key of the keyboard.

flags: decisions about words that may be names.
question: what a theme is shown with that wants a decision.
review: decisions about themes, shown, checked, taken, taken back.
decision_checks: whether a decision makes sense.
conflicts: a decision holds only while what was shown does.
preview: what a decision would do.
members: the passages of a theme, in pages.
transcript: a whole document with its themes and flags.
language_model: a language model on this computer, asked.
proposals: what it proposes for a theme.
names: names as people tell them from others.
codebook_file: the codebook as a file to edit.
coding_records: what a file of codings says, as plain values.
coding_file: a .qdpx, .qdc or .csv, read.
qdpx_codings: a .qdpx, read.
import_coding: codings of other tools as decisions.
labelled_sentences: sentences that people labelled, for the message finder.
"""
