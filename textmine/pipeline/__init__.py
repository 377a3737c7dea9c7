"""The order on one page, raw/ -> digest (`run`); each command's work; what a run answers.

run: every stage in order: read, anonymise, segment, embed, find themes, count, find messages, write.
run_result: what a run answers to a terminal.
outputs: the files that a run writes for readers.
last_digest: the digest that a new one is compared with.
analyst_files: those for the analyst alone.
remote_output: the same to storage that is no folder.
retrain: a new model version, and what became of the themes.
export: tables, a coded project or its codebook.
files: commands on single files: read, anonymise, score messages.
table: themes of a single table.
show: what stands behind an id.
sample: where the sample corpus is.
"""
