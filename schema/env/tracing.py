"""Whether X-Ray follows the function's calls: a variable that only a traced installation has."""

import os

from schema.env.base import ON

TRACING = "TRACING"


def is_traced() -> bool:
    return os.environ.get(TRACING) == ON
