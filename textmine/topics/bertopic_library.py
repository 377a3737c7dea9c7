"""BERTopic as it is used here; only this module imports it (about two seconds), and it leaves the warnings of the process alone."""

from __future__ import annotations

import warnings
from importlib.util import find_spec

_before = list(warnings.filters)

from bertopic import BERTopic, _bertopic  # noqa: E402
from bertopic._bertopic import TopicMapper  # noqa: E402
from bertopic.backend import BaseEmbedder  # noqa: E402
from bertopic.cluster import BaseCluster  # noqa: E402
from bertopic.dimensionality import BaseDimensionalityReduction  # noqa: E402
from bertopic.representation import BaseRepresentation  # noqa: E402
from bertopic.vectorizers import ClassTfidfTransformer  # noqa: E402

# It silences FutureWarning and UserWarning for whoever imports it.
warnings.filters[:] = _before  # type: ignore[index]

if find_spec("hdbscan") is None:
    # Without that package 0.17.4 asks whether a clustering is an instance of None, which raises, in each `transform`.
    _bertopic.is_supported_hdbscan = lambda model: False  # noqa: ARG005

__all__ = [
    "BERTopic",
    "BaseCluster",
    "BaseDimensionalityReduction",
    "BaseEmbedder",
    "BaseRepresentation",
    "ClassTfidfTransformer",
    "TopicMapper",
]
