"""The sample corpus, and the real data to work on where it is there."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from made_files import check

from textmine.readers import find_sources, read_file

ROOT = Path(__file__).resolve().parents[2]
SAMPLE, SHARED = ROOT / "corpora/sample/raw", ROOT.parent / "shared/data"


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample corpus is not there")
def test_the_sample_corpus_reads_whole():
    files, problems = find_sources([SAMPLE])
    assert problems == [] and len(files) > 0
    for path, name in files:
        reading = read_file(path, name=name)
        for document in reading.documents:
            check(document)
        if name.startswith("learning-events/"):
            speakers = {t.speaker for t in reading.documents[0].turns}
            assert None not in speakers and 3 <= len(speakers) <= 20, name
            assert all("-->" not in d.text and "<v" not in d.text for d in reading.documents)


@pytest.mark.skipif(not (SHARED / "committee").is_dir(), reason="needs ../shared/data")
def test_committees():
    for path in sorted((SHARED / "committee").glob("*.json")):
        (document,) = read_file(path).documents
        check(document)
        entries = json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]
        assert len(document.turns) == sum(bool(e["content"].strip()) for e in entries)


@pytest.mark.skipif(not (SHARED / "fft").is_dir(), reason="needs ../shared/data")
def test_comments():
    start = time.process_time()
    reading = read_file(SHARED / "fft/text_data.csv")
    assert time.process_time() - start < 3
    assert len(reading.documents) == 10_333  # one of 10,334 is a dash
    assert reading.warnings == ("text_data.csv: not read: 1 row without text, 5 other columns with words",)
    assert {len(d.turns) for d in reading.documents} == {1}
