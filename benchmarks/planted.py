"""Themes of whole corpora through the command line, beside the themes that their writers planted. Markdown.

python benchmarks/planted.py benchmarks/planted/care-homes [--labels labels.csv] [--peers peers/bin/python]

CORPUS: a folder with files/, corpus.toml (there or in config/) and labels.csv: file, opening (the first words of a passage), label;
"colour" is what belongs to no theme. --labels: another file of labels, such as planted/safer-streets.csv. --peers: the interpreter of
an environment with requirements-peers.txt.

AMI (Vinh et al. 2010) of the passages that have a planted theme; F of each planted theme with the theme found that fits it best, the
mean; placed: the share of substantive passages that have a theme.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from textmine.modelling.texts import plain_texts

COLOUR = "colour"
#: A passage is the one that is meant where it opens with so many of the words.
ALIKE = 0.6
PEERS = ("BERTopic, defaults", "BERTopic, k-means")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--peers", help="interpreter with the peers")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        segments = run(words.corpus, place)
        planted = matched(segments, pd.read_csv(words.labels or words.corpus / "labels.csv"))
        print(f"{int((planted != '').sum())} of {len(segments)} passages are labelled\n")
        print("| finder | themes | AMI | F | placed |\n|---|---|---|---|---|")
        line("textmine", planted, segments["found"].to_numpy())
        for name in PEERS if words.peers else ():
            line(name, planted, peer(words.peers, name, plain_texts(segments), place))


def run(corpus: Path, place: Path) -> pd.DataFrame:
    """The substantive segments of a corpus, each with the theme that `textmine run` found, "" for none."""
    home = place / "corpora" / "planted"
    shutil.copytree(corpus / "files", home / "raw")
    for path in [*corpus.glob("corpus.toml"), *corpus.glob("config/*")]:
        shutil.copy(path, home)
    command = [str(Path(sys.executable).with_name("textmine")), "run", "planted", "--workspace", str(place), "-q"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # a file that is left out is no failure here
    segments = pd.read_parquet(home / "segments.parquet")
    segments = segments[segments["substantive"]].reset_index(drop=True)
    rows = pd.read_csv(place / "outputs" / "planted" / "analyst" / "assignments.csv", keep_default_na=False)
    first = rows[rows["primary"].astype(str) == "True"].set_index("segment")["theme_id"]
    return segments.assign(found=segments["segment"].map(first).fillna(""))


def matched(segments: pd.DataFrame, labels: pd.DataFrame) -> np.ndarray:
    """(n,) the label of each segment, "" for none: of the opening in its file that is most like its own."""
    out = np.full(len(segments), "", dtype=object)
    openings = [said(text)[:10] for text in segments["text"]]
    names = [Path(file).name for file in segments["file"]]
    for row in labels.itertuples(index=False):
        wanted = set(said(row.opening))
        like = [
            len(wanted & set(opening)) / max(1, len(wanted)) if name == Path(row.file).name and not out[i] else 0.0
            for i, (name, opening) in enumerate(zip(names, openings, strict=True))
        ]
        best = int(np.argmax(like))
        if like[best] >= ALIKE:
            out[best] = row.label
    return out


def said(text: str) -> list[str]:
    """The words of a text without masks."""
    return re.sub(r"\W+", " ", re.sub(r"\[[^\]]*\]", " ", str(text))).casefold().split()


def peer(python: str, name: str, texts: list[str], place: Path) -> np.ndarray:
    """(n,) the topics of a peer, "" for none, in a process of its own."""
    given, out = place / "texts.json", place / "labels.json"
    given.write_text(json.dumps(texts), encoding="utf-8")
    themes = str(max(2, round(2.7 * np.log(1 + len(texts) / 25))))
    subprocess.run(
        [python, str(Path(__file__).with_name("peers.py")), name, str(given), str(out), themes, "0"], check=True
    )
    return np.array(["" if k < 0 else str(k) for k in json.loads(out.read_text(encoding="utf-8"))], dtype=object)


def line(name: str, planted: np.ndarray, found: np.ndarray) -> None:
    themes = sorted({t for t in planted if t not in ("", COLOUR)})
    counted = np.isin(planted, themes) & (found != "")
    agreement = adjusted_mutual_info_score(planted[counted], found[counted])
    is_known = planted != ""
    best = [
        max(
            2 * ((planted == t) & (found == k)).sum() / ((planted == t).sum() + (is_known & (found == k)).sum())
            for k in set(found) - {""}
        )
        for t in themes
    ]
    print(f"| {name} | {len(set(found) - {''})} | {agreement:.3f} | {np.mean(best):.3f} | {(found != '').mean():.1%} |")


if __name__ == "__main__":
    main()
