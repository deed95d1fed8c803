"""The garbage collector does not look at what a function has imported: in a fresh process, as on Lambda."""

import subprocess
import sys

_COLD_START = """
import functions
import gc
passes = []
gc.callbacks.append(lambda phase, told: phase == "start" and passes.append(told["generation"]))
import functions.api.handler
print(len(passes))
from pixelflare.entry.function import with_services
handler = with_services(lambda event, context, services: {}, lambda: None)
handler({}, type("Context", (), dict.fromkeys(
    ("function_name", "memory_limit_in_mb", "invoked_function_arn", "aws_request_id"), "")))
print(gc.get_freeze_count() > 50_000, gc.get_threshold()[0])
"""


def test_imports_are_not_looked_over_and_what_comes_then_is() -> None:
    said = subprocess.run([sys.executable, "-c", _COLD_START], capture_output=True, text=True, check=True).stdout
    passes, is_frozen, threshold = said.split()
    assert (int(passes), is_frozen, threshold) == (0, "True", "50000")
