"""What is counted and quoted: tables, quotes, messages, outcomes; the content of a digest and of an export.

analysis: everything that is known of a corpus, or of a part of it, before it is written.
people: who speaks in each row, and who of them counts as a person.
assignments: one row a segment and theme.
theme_tables: what is counted of themes, before and after disclosure control.
trends: in how many places a theme recurs and how it changed.
comparisons: what a place says more or less of than the others.
nameable: which places and phases may be named of a theme.
attribution: what readers may know of where a passage comes from.
quotes: the quotes of themes.
sentences: the sentences of a corpus, scored, and the messages they make.
messages: messages as readers may see them.
answers: what the one who was asked said to them.
changes: what is new, stronger, weaker or gone since an earlier digest.
outcomes: what a corpus says of each theme that corpus.toml expects.
content: all of it as the content of a digest.
exported_tables: the tables that readers get, and what they mean.
evidence: all evidence of messages and themes, for the analyst.
qdpx_project: all of it as a project of qualitative analysis.
document_text: the text of each document as other tools get it.
provenance: what results were made from.
"""
