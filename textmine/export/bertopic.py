"""A BERTopic model -> the folder that `BERTopic.load` reads, with the segments that are placed in it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import WriteError

if TYPE_CHECKING:
    import numpy as np

#: The files of BERTopic's safetensors format; nothing else that it may write is taken over.
FILES = ("topics.json", "config.json", "topic_embeddings.safetensors", "ctfidf.safetensors", "ctfidf_config.json")


def export_bertopic(model: Any, ids: Sequence[str], rows: np.ndarray, folder: Path) -> list[Path]:
    """Save a model into `folder` by `BERTopic.save` (safetensors) and return the files.

    model: a `bertopic.BERTopic` whose `topics_` are those of n segments. ids: the n segments; rows: (n, q) what they are
    compared by, whose columns are those of the model's `topic_embeddings_`. Beside BERTopic's files stand segments.json, the
    ids in the order of `topics_`, and segment_rows.safetensors, the rows, zero where a segment is in no topic. So
    `BERTopic.load(folder).topics_` are the labels, and `transform(ids, embeddings=rows)` gives them again.

    No text of a segment and no pickle is written: of a model this format keeps numbers, words, terms and names. Numbers are in
    single precision. All is saved in a folder of drafts, and each file then takes its place whole. Raises WriteError.
    """
    import numpy as np
    from safetensors.numpy import save

    in_topic = (np.asarray(model.topics_) >= 0)[:, None]
    try:
        with tempfile.TemporaryDirectory() as made:
            # "True" writes nothing of an embedding model that is none of a hub's; "False" would warn of that.
            model.save(made, serialization="safetensors", save_ctfidf=True, save_embedding_model=True)
            files = {name: (Path(made) / name).read_bytes() for name in FILES}
    except OSError as error:
        raise WriteError(f"this cannot be written ({error.strerror or type(error).__name__})", folder) from error
    files["segments.json"] = (json.dumps(list(ids), ensure_ascii=False, indent=2) + "\n").encode()
    files["segment_rows.safetensors"] = save({"rows": np.where(in_topic, rows, 0.0)})
    for name, data in files.items():
        with workspace.draft(folder / name) as file:
            file.write_bytes(data)
    return [folder / name for name in files]
