"""Safe tables -> csv, xlsx, json; a model -> the folder that BERTopic loads."""

from textmine.export.bertopic import Coded, export_bertopic
from textmine.export.tables import FORMATS, SCHEMA, export_tables, harmless

__all__ = ["FORMATS", "SCHEMA", "Coded", "export_bertopic", "export_tables", "harmless"]
