"""What a notebook or a script asks for: a corpus and its run, the themes of a table, what a reader makes of a file.

Nothing here prints. What is returned is a value that stays as it is; each table that it gives is a copy.
"""

from textmine.notebook.corpus import Corpus, Run, open_corpus
from textmine.notebook.sources import read
from textmine.notebook.table import TableThemes, find_themes

__all__ = ["Corpus", "Run", "TableThemes", "find_themes", "open_corpus", "read"]
