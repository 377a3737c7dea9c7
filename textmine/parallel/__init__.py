"""The parts of a corpus, worked on here or on a Dask cluster; the pseudonym key for its workers."""
