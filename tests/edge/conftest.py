"""The edge functions, loaded once for a file: in an engine that keeps the order of keys, and in one that turns it round."""

import pytest

from tests.edge.function import Edge


@pytest.fixture(scope="module", params=[False, True], ids=["keys in order", "keys turned round"])
def edge(request: pytest.FixtureRequest) -> Edge:
    return Edge(hostile=request.param)
