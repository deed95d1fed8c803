"""Cut an installed botocore down to named services and operations, so that it loads quickly and weighs little."""

import gzip
import json
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

MODEL = "service-2.json"
ENDPOINT_RULES = "endpoint-rule-set-1.json"
PAGINATORS = "paginators-1.json"
EXTRAS = "service-2.sdk-extras.json"
PARTITION = "aws"

Json = dict[str, Any]


def trim_botocore(data: Path, operations: Mapping[str, Collection[str]]) -> None:
    """Rewrite botocore's `data` folder in place, keeping the newest model of each service in `operations`.

    Raises KeyError for an operation that botocore does not know.
    """
    for folder in [entry for entry in data.iterdir() if entry.is_dir()]:
        if folder.name in operations:
            _trim_service(folder, operations[folder.name])
        else:
            shutil.rmtree(folder)
    _trim_endpoints(data / "endpoints.json", {*operations, "sts"})


def trim_model(model: Json, operations: Collection[str]) -> Json:
    """A service model with only these operations and the shapes that they need, without documentation."""
    kept: Json = _without_documentation(model)
    # botocore shows these parameters' documentation when it builds a client, and fails without it.
    if "clientContextParams" in model:
        kept["clientContextParams"] = model["clientContextParams"]
    kept["operations"] = {name: kept["operations"][name] for name in sorted(operations)}
    kept["shapes"] = _reachable(kept["shapes"], kept["operations"])
    return kept


def _trim_service(folder: Path, operations: Collection[str]) -> None:
    *older, newest = sorted(folder.iterdir())
    for version in older:
        shutil.rmtree(version)
    model = trim_model(_load(newest / MODEL), operations)
    rules = _load(newest / ENDPOINT_RULES)
    pages = _load(newest / PAGINATORS) if (newest / PAGINATORS).exists() else {"pagination": {}}
    pages["pagination"] = {name: page for name, page in pages["pagination"].items() if name in operations}
    for file in newest.iterdir():
        if file.name != EXTRAS:
            file.unlink()
    # Uncompressed: reading a small file beats unpacking it.
    for name, content in ((MODEL, model), (ENDPOINT_RULES, rules), (PAGINATORS, pages)):
        _store(newest / name, content)


def _trim_endpoints(file: Path, services: Collection[str]) -> None:
    endpoints = _load(file)
    endpoints["partitions"] = [part for part in endpoints["partitions"] if part["partition"] == PARTITION]
    for partition in endpoints["partitions"]:
        partition["services"] = {name: one for name, one in partition["services"].items() if name in services}
    _store(file, endpoints)


def _reachable(shapes: Json, operations: Json) -> Json:
    kept: Json = {}
    waiting = list(_references(operations))
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept[name] = shapes[name]
            waiting.extend(_references(shapes[name]))
    return kept


def _references(node: Any) -> Iterator[str]:
    """Every shape that a piece of a model names."""
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


def _without_documentation(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_documentation(child)
            for key, child in node.items()
            # A documentation that is not text is a member of that name.
            if not (key in ("documentation", "documentationUrl") and isinstance(child, str))
        }
    if isinstance(node, list):
        return [_without_documentation(child) for child in node]
    return node


def _load(file: Path) -> Json:
    packed = file.with_name(f"{file.name}.gz")
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else file.read_bytes()
    loaded: Json = json.loads(text)
    return loaded


def _store(file: Path, content: Json) -> None:
    file.write_text(json.dumps(content, separators=(",", ":")))
