"""What holds for every test: the stacks' variables, the table of durations, and which tests begin."""

import os

import pytest
from hypothesis import settings

from client_generator import generate

# What the stacks give every function, and the library reads when it is first imported: before any other conftest.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "test")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "test")

generate()  # the Python client's types and calls; an unchanged document changes no file

pytest_plugins = ["tests.durations"]

# Time is the machine's matter, not the code's: another process may have the processor. The first makes up the same examples
# in each run, so that a change is judged by what it changes. `make soak` asks for the second, which makes up new ones.
settings.register_profile("few", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("many", max_examples=3000, deadline=None)
settings.load_profile("few")

LONGEST_FIRST = ("tests/system", "tests/stacks", "tests/golden")
"""Few and long: begun last, one of them would keep a single processor busy at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST_FIRST))
