"""The second reader of the core table's stream gets every row that it can tell something of."""

import json
from typing import Any

from pixelflare.events import beside, reading
from schema.keys import core, members
from tests.stacks.reading import of_type


def test_each_row_that_events_are_read_from_passes_the_filter(resources: dict[str, dict[str, Any]]) -> None:
    sort_keys = {name for module in (core, members) for name in vars(module) if name.isupper()}
    read = {value for module in (beside, reading) for name, value in vars(module).items() if name in sort_keys}
    assert members.MEMBER in read

    assert read <= set(_passed_on(resources))


def _passed_on(resources: dict[str, dict[str, Any]]) -> list[str]:
    mappings = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    sources = [each for each in mappings if "ChangeStream" in json.dumps(each["FunctionName"])]
    patterns = [json.loads(each["Pattern"]) for source in sources for each in source["FilterCriteria"]["Filters"]]
    return [each["prefix"] for pattern in patterns for each in pattern["dynamodb"]["Keys"]["sk"]["S"]]
