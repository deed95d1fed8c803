"""EfficientNet-Lite0: 1000 classes of ImageNet, and the 1280 numbers that they are told from.

https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from local_models.graph import Graph
from local_models.torch_weights import Weights, read_weights

INPUT, PROBABILITIES, VECTOR = "picture", "probabilities", "vector"
_EPSILON = 1e-3
"""Of the batch normalisation, as it was trained."""


class _Stage(NamedTuple):
    """Blocks in a row. The first one takes the stride and changes the number of channels."""

    blocks: int
    kernel: int
    stride: int
    expansion: int
    channels_in: int
    channels_out: int


_STAGES = (
    _Stage(1, 3, 1, 1, 32, 16),
    _Stage(2, 3, 2, 6, 16, 24),
    _Stage(2, 5, 2, 6, 24, 40),
    _Stage(3, 3, 2, 6, 40, 80),
    _Stage(3, 5, 1, 6, 80, 112),
    _Stage(4, 5, 2, 6, 112, 192),
    _Stage(1, 3, 1, 6, 192, 320),
)


class _Network:
    """The network's layers, with normalisation folded into the convolutions before it."""

    def __init__(self, weights: Weights) -> None:
        self.graph = Graph()
        self._weights = weights

    def convolution(self, source: str, name: str, norm: str, *, stride: int = 1, groups: int = 1) -> str:
        weights = self._weights
        scale = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + _EPSILON)
        kernel = weights[f"{name}.weight"] * scale[:, None, None, None]
        bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
        inputs = [source, self.graph.constant(kernel.astype(np.float32)), self.graph.constant(bias.astype(np.float32))]
        side = kernel.shape[2]
        return self.graph.node(
            "Conv", inputs, kernel_shape=[side, side], strides=[stride, stride], group=groups, auto_pad="SAME_UPPER"
        )

    def block(self, source: str, name: str, stage: _Stage, *, stride: int, channels: int) -> str:
        graph, inner = self.graph, source
        if stage.expansion != 1:
            inner = graph.relu6(self.convolution(inner, f"{name}._expand_conv", f"{name}._bn0"))
        depth, width = f"{name}._depthwise_conv", channels * stage.expansion
        inner = graph.relu6(self.convolution(inner, depth, f"{name}._bn1", stride=stride, groups=width))
        inner = self.convolution(inner, f"{name}._project_conv", f"{name}._bn2")
        return graph.node("Add", [inner, source]) if stride == 1 and channels == stage.channels_out else inner

    def head(self, source: str) -> None:
        graph, weights = self.graph, self._weights
        pooled = graph.node("GlobalAveragePool", [source])
        vector = graph.node("Flatten", [pooled], name=VECTOR)
        layer = [graph.constant(weights["_fc.weight"]), graph.constant(weights["_fc.bias"])]
        scores = graph.node("Gemm", [vector, *layer], transB=1)
        graph.node("Softmax", [scores], name=PROBABILITIES, axis=1)


def convert(weights_file: Path, target: Path) -> None:
    """Writes the model, which takes pictures as `picture`: [n, 3, 224, 224], (value - 127) / 128 of RGB."""
    network = _Network(read_weights(weights_file))
    relu6 = network.graph.relu6
    current = relu6(network.convolution(INPUT, "_conv_stem", "_bn0", stride=2))
    number = 0
    for stage in _STAGES:
        for position in range(stage.blocks):
            stride, channels = (stage.stride, stage.channels_in) if position == 0 else (1, stage.channels_out)
            current = network.block(current, f"_blocks.{number}", stage, stride=stride, channels=channels)
            number += 1
    network.head(relu6(network.convolution(current, "_conv_head", "_bn1")))
    network.graph.save(target, source=INPUT, shape=["n", 3, 224, 224], results={PROBABILITIES: 1000, VECTOR: 1280})
