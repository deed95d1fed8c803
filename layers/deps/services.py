"""Which AWS operations the functions call: what botocore's data is cut down to in the layer.

They are read from the domain's sources. A module that says `client("service")` calls the operations of that service
that it names, as a method or as text. One that is named and not called does no harm: the layer has a little more.
"""

import re
from collections import defaultdict
from pathlib import Path

from botocore import xform_name
from botocore.loaders import Loader

SOURCES = Path(__file__).parents[2] / "layers" / "shared" / "python" / "pixelflare"

_NEVER_CALLED = {"s3": {"CreateBucket"}}
"""botocore takes the address of it when it signs an upload form."""


def operations_called(source: str) -> set[tuple[str, str]]:
    """(service, operation) for each operation that a module's source names of a service that it has a client of."""
    services, words = set(re.findall(r'\bclient\("([\w-]+)"\)', source)), set(re.findall(r"\w+", source))
    return {
        (service, operation)
        for service in services
        for operation in Loader().load_service_model(service, "service-2")["operations"]
        if xform_name(operation) in words
    }


def _operations() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for file in SOURCES.rglob("*.py"):
        for service, operation in operations_called(file.read_text()):
            found[service].add(operation)
    return {service: frozenset(found[service] | _NEVER_CALLED.get(service, set())) for service in sorted(found)}


OPERATIONS = _operations()
