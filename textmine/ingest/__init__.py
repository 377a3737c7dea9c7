"""Files -> documents -> anonymised -> segments.parquet, in parts."""
