"""all-MiniLM-L6-v2 as an ONNX graph: token ids and their weights (1, n) -> weighted sum of the last hidden states (1, 384).

The graph takes one text at a time, and so needs neither padding nor a mask. That is what makes a vector depend on its
text alone: int8 activations are scaled by their range in the whole input, which is this text and nothing else. It costs
no speed, since a text of twenty tokens already fills the int8 kernels, and texts run side by side on the cores.

int8 (dynamic, per output channel) is made precise by two measures:
- In three of four products a handful of input channels is 10 to 30 times larger than the rest (at [CLS]) and would take
  the whole range of the scale. As in SmoothQuant (Xiao et al., 2023, arXiv:2211.10438) they are divided by a power of
  two, and the rows of the weight multiplied by it; which ones is seen from a few calibration sentences.
- Weights have 7 bits. Processors without VNNI instructions saturate on sums of two products with 8 bits; with 7 every
  x86 processor computes the same integers.

The nodes are those ONNX Runtime would fuse to (DynamicQuantizeMatMul, MultiHeadAttention), written directly. Addition
and LayerNormalization stay apart: fused (SkipLayerNormalization) they take five times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

LAYERS, HEADS, DIMS = 6, 12, 384
_MICROSOFT = "com.microsoft"
_BITS = 7
# An input channel is large when it exceeds this multiple of the median channel.
_LARGE = 3.0


def build(weights: Mapping[str, Array], peaks: Mapping[str, Array] | None = None) -> bytes:
    """The serialised graph: int8 where `peaks` (of `quantisation_peaks`) are given, fp32 without them.

    weights: the tensors of model.safetensors by their names.
    """
    return _Builder(weights, peaks).model()


def quantisation_peaks(weights: Mapping[str, Array], sentences: Sequence[Sequence[int]]) -> dict[str, Array]:
    """The largest absolute value of each input channel of each product, over calibration sentences (token ids).

    Returns name of the input -> float32 (n_channels,), to be given to `build`.
    """
    builder = _Builder(weights, None)
    names = list(dict.fromkeys(builder.product_inputs))
    fp32 = session(builder.model(extra_outputs=names))
    seen = [
        fp32.run(names, {"ids": np.asarray([ids], np.int64), "weights": np.ones((1, len(ids)), np.float32)})
        for ids in sentences
    ]
    return {name: np.max([np.abs(run[i][0]).max(0) for run in seen], axis=0) for i, name in enumerate(names)}


def session(model: bytes) -> Any:
    """An onnxruntime session on one thread (texts, not the parts of one text, are spread over the cores)."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # BASIC: anything more would fuse Addition and LayerNormalization.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class _Builder:
    """Collects nodes and constants; each method adds one thing and returns the name of its result."""

    def __init__(self, weights: Mapping[str, Array], peaks: Mapping[str, Array] | None) -> None:
        self.weights, self.peaks = weights, peaks
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.product_inputs: list[str] = []
        self._encoder()

    def model(self, extra_outputs: Sequence[str] = ()) -> bytes:
        """Serialised; once, for the constants are gone then."""
        from onnx import TensorProto, helper

        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"])
        weights = helper.make_tensor_value_info("weights", TensorProto.FLOAT, [1, "n"])
        pooled = helper.make_tensor_value_info("pooled", TensorProto.FLOAT, [1, DIMS])
        extra = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in extra_outputs]
        graph = helper.make_graph(self.nodes, "minilm", [ids, weights], [pooled, *extra], self.constants)
        self.constants.clear()  # each step copies 90 MB: no more than two copies at a time
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
        del graph
        serialised: bytes = model.SerializeToString()
        return serialised

    def _encoder(self) -> None:
        split = self.constant("split", np.full(3, DIMS))
        hidden = self.embeddings()
        for i in range(LAYERS):
            layer, to = f"encoder.layer.{i}.", f"layer{i}."
            attention = layer + "attention."
            qkv = self.dense(hidden, [f"{attention}self.{part}" for part in ("query", "key", "value")], to + "qkv")
            parts = [to + part for part in ("query", "key", "value")]
            self.node("Split", [qkv, split], parts, axis=-1)
            context = self.node("MultiHeadAttention", parts, [to + "context"], _MICROSOFT, num_heads=HEADS)
            attended = self.dense(context, [attention + "output.dense"], to + "attended")
            hidden = self.add_and_normalise(attended, hidden, attention + "output.LayerNorm", to + "middle")
            inner = self.dense(hidden, [layer + "intermediate.dense"], to + "inner")
            gelu = self.node("Gelu", [inner], [to + "gelu"], _MICROSOFT)
            outer = self.dense(gelu, [layer + "output.dense"], to + "outer")
            hidden = self.add_and_normalise(outer, hidden, layer + "output.LayerNorm", to + "hidden")
        axis = self.constant("axis", np.array([1]))
        row = self.node("Unsqueeze", ["weights", axis], ["row"])
        self.node("Squeeze", [self.node("MatMul", [row, hidden], ["sum"]), axis], ["pooled"])

    def embeddings(self) -> str:
        words = self.constant("words", self.weights["embeddings.word_embeddings.weight"])
        # One text has one type, so the type's vector is a constant that can be added to the positions.
        types = self.weights["embeddings.token_type_embeddings.weight"]
        positions = self.weights["embeddings.position_embeddings.weight"] + types[0]
        zero = self.constant("zero", np.array([0]))
        word = self.node("Gather", [words, "ids"], ["word"])
        n = self.node("Shape", ["ids"], ["n"], start=1, end=2)
        position = self.node("Slice", [self.constant("positions", positions), zero, n, zero], ["position"])
        return self.add_and_normalise(word, position, "embeddings.LayerNorm", "embedded")

    def dense(self, x: str, sources: Sequence[str], to: str) -> str:
        """x @ weight + bias, the weights of `sources` side by side; (1, n, n_in) -> (1, n, n_out)."""
        weight: Array = np.concatenate([self.weights[f"{source}.weight"].T for source in sources], axis=1)
        bias = self.constant(to + ".bias", np.concatenate([self.weights[f"{source}.bias"] for source in sources]))
        self.product_inputs.append(x)
        if self.peaks is None:
            product = self.node("MatMul", [x, self.constant(to + ".weight", weight)], [to + ".product"])
            return self.node("Add", [product, bias], [to])
        shrink = _shrink(self.peaks[x])
        if shrink.max() > 1:
            x = self.node("Mul", [x, self.constant(to + ".shrink", 1 / shrink)], [to + ".input"])
        integers, scales = _quantise(weight * shrink[:, None])
        constants = [
            self.constant(to + ".weight", integers),
            self.constant(to + ".scales", scales),
            self.constant(to + ".zeros", np.zeros(len(scales), np.int8)),
            bias,
        ]
        return self.node("DynamicQuantizeMatMul", [x, *constants], [to], _MICROSOFT)

    def add_and_normalise(self, x: str, y: str, source: str, to: str) -> str:
        scale = self.constant(to + ".scale", self.weights[source + ".weight"])
        bias = self.constant(to + ".shift", self.weights[source + ".bias"])
        added = self.node("Add", [x, y], [to + ".sum"])
        return self.node("LayerNormalization", [added, scale, bias], [to], epsilon=1e-12)

    def constant(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], outputs: list[str], domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]


def _shrink(peaks: Array) -> Array:
    """What each input channel is divided by: a power of two (exact, and the same on every machine), 1 for most."""
    large = np.log2(np.maximum(peaks, 1e-9) / (_LARGE * np.median(peaks)))
    return np.asarray(np.exp2(np.maximum(0, np.rint(large))), np.float32)


def _quantise(weight: Array) -> tuple[Array, Array]:
    """float (n_in, n_out) -> int8 of the same shape and float32 (n_out,), symmetric: weight ~ integers * scales."""
    limit = 2 ** (_BITS - 1) - 1
    scales = (np.abs(weight).max(0) / limit).astype(np.float32)
    scales[scales == 0] = 1
    return np.rint(weight / scales).astype(np.int8), scales
