"""The parts of a corpus, worked on here or on a Dask cluster; the pseudonym key for its workers.

tasks: work on parts, one after the other or wherever an executor does it.
row_groups: segments in parts: the row groups of segments.parquet.
dask_cluster: a Dask cluster as executor.
worker_key: the pseudonym key, in two halves.
"""
