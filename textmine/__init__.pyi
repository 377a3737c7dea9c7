"""The signatures of what `textmine` offers; at run time each is imported when it is first asked for."""

from textmine.anonymise.texts import anonymise_texts as anonymise
from textmine.errors import TextmineError as TextmineError
from textmine.notebook import find_themes as find_themes
from textmine.notebook import open_corpus as open_corpus
from textmine.notebook import read as read
from textmine.prevalence.shares import prevalence as prevalence

__version__: str
__all__ = ["TextmineError", "__version__", "anonymise", "find_themes", "open_corpus", "prevalence", "read"]
