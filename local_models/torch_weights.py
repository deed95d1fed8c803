"""Reads weights that PyTorch saved in its first format, without PyTorch.

Such a file is a row of pickles, and a pickle may run code. This reader knows tensors and dicts, and refuses everything else.
https://github.com/pytorch/pytorch/blob/main/torch/serialization.py (_legacy_load)
"""

import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[np.float32]]

_PICKLES_BEFORE = 3
"""A magic number, the protocol's version, facts about the machine."""
_TYPES: dict[str, Any] = {"FloatStorage": np.float32, "LongStorage": np.int64}


class _Tensor(NamedTuple):
    """Where a tensor lies in its storage, in elements."""

    storage: str
    kind: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _Reader(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> tuple[str, str]:
        """A storage, by its key and type; its numbers follow behind the pickles."""
        _, kind, key, *_ = pid
        return key, kind

    def find_class(self, module: str, name: str) -> Any:
        match module, name:
            case "torch._utils", "_rebuild_tensor_v2":
                return lambda storage, offset, shape, strides, *_: _Tensor(
                    storage[0], storage[1], offset, shape, strides
                )
            case "collections", "OrderedDict":
                return OrderedDict
            case "torch", kind if kind in _TYPES:
                return kind
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")


def read_weights(path: Path) -> Weights:
    """The tensors by name. Raises UnpicklingError for a file with anything else in it."""
    with path.open("rb") as file:
        for _ in range(_PICKLES_BEFORE):
            _Reader(file).load()
        tensors: dict[str, _Tensor] = _Reader(file).load()
        keys: list[str] = _Reader(file).load()
        kinds = {tensor.storage: tensor.kind for tensor in tensors.values()}
        storages = {key: _read_storage(file, _TYPES[kinds[key]]) for key in keys}
    return {name: _placed(tensor, storages[tensor.storage]) for name, tensor in tensors.items()}


def _read_storage(file: IO[bytes], kind: Any) -> NDArray[Any]:
    (length,) = struct.unpack("<q", file.read(8))
    return np.frombuffer(file.read(length * np.dtype(kind).itemsize), kind)


def _placed(tensor: _Tensor, storage: NDArray[Any]) -> NDArray[np.float32]:
    """Strides count: a tensor need not lie in its storage row by row."""
    steps = [stride * storage.itemsize for stride in tensor.strides]
    view = np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, steps)
    return np.array(view, dtype=np.float32, order="C")
