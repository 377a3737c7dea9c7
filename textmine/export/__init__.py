"""Safe tables -> csv, xlsx, json."""

from textmine.export.tables import FORMATS, SCHEMA, export_tables

__all__ = ["FORMATS", "SCHEMA", "export_tables"]
