"""Files -> documents -> anonymised -> segments.parquet, in parts.

refresh: the whole of it, unless nothing changed.
parts: read, anonymise, segment and resolve docvars, part by part.
place_labels: labels that are the programme's own places.
checkpoints: what is kept of the parts until all is done.
anonymisation: documents with the role of each speaker, anonymised.
segment_table: clean documents as the tables of segments and of documents.
segments: the substantive segments, as the other rooms take them.
sources: a corpus folder, files for raw/, and the docvars that `ingest` is given.
new_programme: the corpus.toml of a new corpus.
docvars_draft: where and when each file is from, as a draft.
people: people.csv.
glossary: glossary.txt.
audit: audit.json.
summary: what a corpus holds, in numbers.
table: a single table, without a corpus.
"""
