"""Segments -> a model version: fit, identity of themes, decisions applied, versions, guards, report, history.

texts: the texts of segments as themes are found in them.
vectors: their vectors, each encoded once.
fit: topics, found in a sample and counted on all.
assign_segments: where each segment belongs.
themes_of_fit: the topics of a fit as themes.
apply_decisions: what people decided, applied to it.
new_theme: a theme that only new documents speak of.
training: a fit made into a new version.
new_version: a version written, with its manifest and card.
versions: the versions of a corpus, read.
retraining: a new version, measured, and put into use if no guard fails.
guards: what is measured of it.
drift: whose language moved.
lineage: what became of each theme.
retraining_report: the report of a retraining.
history: the history of a theme.
comparison: two versions side by side.
version_in_use: the version in use, or a new one.
table: themes of a single table.
bertopic: a version as a folder that BERTopic loads.
"""
