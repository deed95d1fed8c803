"""nsfwjs' mobilenet_v2_mid: five classes of drawings and photographs. https://github.com/infinitered/nsfwjs

The package holds a graph model of TensorFlow.js, as JavaScript modules that export JSON and base64. They are run in
QuickJS, which reaches neither files nor the network.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import quickjs
from numpy.typing import NDArray

from local_models.graph import Graph

INPUT, PROBABILITIES = "picture", "probabilities"
CLASSES = ("Drawing", "Hentai", "Neutral", "Porn", "Sexy")
_ARITHMETIC = {"AddV2": "Add", "Mul": "Mul", "Sub": "Sub"}
_TO_CHANNELS_FIRST, _TO_CHANNELS_LAST = [0, 3, 1, 2], [0, 2, 3, 1]


def convert(folder: Path, target: Path) -> None:
    """Writes the model, which takes pictures as `picture`: [n, 224, 224, 3], RGB from 0 to 1."""
    model = _exported(folder / "model.min.js")
    blob = b"".join(base64.b64decode(_exported(shard)) for shard in sorted(folder.glob("group1-shard*.min.js")))
    weights = dict(_weights(model["weightsManifest"], blob))
    converter = _Converter(weights)
    for node in model["modelTopology"]["node"]:
        converter.add(node)
    graph, result = converter.graph, converter.result
    graph.node("Identity", [result], name=PROBABILITIES)
    graph.save(target, source=INPUT, shape=["n", 224, 224, 3], results={PROBABILITIES: len(CLASSES)})


def _exported(module: Path) -> Any:
    context = quickjs.Context()
    context.eval("var module = {exports: {}}, exports = module.exports")
    context.eval(module.read_text())
    return json.loads(context.eval("JSON.stringify(module.exports)"))


def _weights(manifest: list[dict[str, Any]], blob: bytes) -> Iterator[tuple[str, NDArray[Any]]]:
    """By name. A quantized number is a step between the least and the largest of its weight."""
    offset = 0
    for weight in (each for group in manifest for each in group["weights"]):
        steps = weight.get("quantization")
        kind = np.dtype(steps["dtype"] if steps else weight["dtype"])
        values = np.frombuffer(blob, kind, int(np.prod(weight["shape"])), offset)
        offset += values.nbytes
        if steps:
            values = (values * steps["scale"] + steps["min"]).astype(np.float32)
        yield weight["name"], values.reshape(weight["shape"])


class _Converter:
    """TensorFlow's nodes, which keep channels last, as ONNX's, which have them first."""

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self.graph = Graph()
        self._weights = weights
        self._names: dict[str, str] = {}
        self.result = ""

    def add(self, node: dict[str, Any]) -> None:
        """Nodes come in order, each after those that it reads. Raises ValueError for one that this model does not have."""
        inputs = [each for each in node.get("input", []) if not each.startswith("^")]
        match node["op"]:
            case "Const":
                return
            case "Placeholder":
                output = INPUT
            case "_FusedConv2D" | "FusedDepthwiseConv2dNative" as operator:
                output = self._convolution(node, inputs, is_depthwise=operator.startswith("FusedDepthwise"))
            case "_FusedMatMul":
                output = self.graph.node("Gemm", [self._named(each) for each in inputs])
            case "AddV2" | "Mul" | "Sub" as operator:
                output = self.graph.node(_ARITHMETIC[operator], [self._named(each) for each in inputs])
            case "AvgPool":
                output = self.graph.node("ReduceMean", [self._named(inputs[0])], axes=[1, 2], keepdims=1)
            case "Squeeze":
                output = self.graph.node("Flatten", [self._named(inputs[0])])
            case "Softmax":
                output = self.graph.node("Softmax", [self._named(inputs[0])], axis=-1)
            case "Identity":
                output = self._named(inputs[0])
            case other:
                raise ValueError(f"no counterpart in ONNX is known here for {other}")
        self._names[node["name"]] = self.result = output

    def _named(self, source: str) -> str:
        if source not in self._names:
            self._names[source] = self.graph.constant(self._weights[source])
        return self._names[source]

    def _convolution(self, node: dict[str, Any], inputs: list[str], *, is_depthwise: bool) -> str:
        """TensorFlow keeps kernels as height, width, channels in, channels out."""
        kernel = self._weights[inputs[1]]
        if is_depthwise:
            groups = kernel.shape[2]
            kernel = kernel.transpose(2, 3, 0, 1).reshape(-1, 1, *kernel.shape[:2])
        else:
            groups, kernel = 1, kernel.transpose(3, 2, 0, 1)
        attributes = node["attr"]
        fused = [base64.b64decode(name).decode() for name in attributes["fused_ops"]["list"]["s"]]
        strides = [int(step) for step in attributes["strides"]["list"]["i"]][1:3]
        graph = self.graph
        source = graph.node("Transpose", [self._named(inputs[0])], perm=_TO_CHANNELS_FIRST)
        layer = [graph.constant(kernel), graph.constant(self._weights[inputs[2]])]
        output = graph.node("Conv", [source, *layer], strides=strides, group=groups, auto_pad="SAME_UPPER")
        if fused[-1] == "Relu6":
            output = graph.relu6(output)
        elif fused != ["BiasAdd"]:
            raise ValueError(f"no counterpart in ONNX is known here for {fused}")
        return graph.node("Transpose", [output], perm=_TO_CHANNELS_LAST)
