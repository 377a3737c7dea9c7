"""Safe tables -> csv, xlsx, json; a model -> the folder that BERTopic loads."""

from textmine.export.bertopic import export_bertopic
from textmine.export.tables import FORMATS, SCHEMA, export_tables, harmless

__all__ = ["FORMATS", "SCHEMA", "export_bertopic", "export_tables", "harmless"]
