"""JSON for programs: one object a line."""

import json
from typing import Any


def as_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
