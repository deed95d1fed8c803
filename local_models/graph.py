"""A graph of ONNX under construction."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPERATORS, FORMAT = 17, 9
"""Versions that every onnxruntime of the last years reads."""


class Graph:
    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, value: Any) -> str:
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def node(self, operator: str, inputs: Sequence[str], *, name: str = "", **attributes: Any) -> str:
        """The name of its output, which can be given."""
        output = name or f"node{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def relu6(self, source: str) -> str:
        return self.node("Clip", [source, self.constant(np.float32(0)), self.constant(np.float32(6))])

    def save(self, path: Path, *, source: str, shape: Sequence[int | str], results: dict[str, int]) -> None:
        """Checks and writes the model. `results`: names of outputs, with their width."""
        given = [helper.make_tensor_value_info(source, TensorProto.FLOAT, list(shape))]
        made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width]) for name, width in results.items()]
        graph = helper.make_graph(self._nodes, path.stem, given, made, self._constants)
        opsets = [helper.make_opsetid("", OPERATORS)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=FORMAT)
        onnx.checker.check_model(model)
        onnx.save(model, str(path))
