"""Looking for faces costs money for each upload: an operator turns it on, and only then may the function do it."""

from typing import Any

import pytest

from tests.functions import FUNCTIONS
from tests.stacks.reading import of_type, rights


@pytest.fixture(scope="module")
def on(switched_on: dict[str, dict[str, Any]]) -> dict[str, Any]:
    resources: dict[str, Any] = switched_on["service"]["Resources"]
    return resources


def _may_look(resources: dict[str, Any]) -> bool:
    return ("rekognition:DetectFaces", "*") in rights(resources, "upload_consumer")


def _switch(resources: dict[str, Any]) -> str:
    functions = of_type(resources, "AWS::Lambda::Function").values()
    (value,) = {
        variables["FACE_DETECTION"]
        for function in functions
        if "FACE_DETECTION" in (variables := function["Environment"]["Variables"])
    }
    return str(value)


def test_nobody_looks_unless_it_is_turned_on(on: dict[str, Any], templates: dict[str, dict[str, Any]]) -> None:
    off = templates["service"]["Resources"]
    assert (_switch(off), _may_look(off)) == ("off", False)
    assert (_switch(on), _may_look(on)) == ("on", True)


def test_only_the_function_that_takes_uploads_in_may_look(on: dict[str, Any]) -> None:
    for function in FUNCTIONS:
        looks = ("rekognition:DetectFaces", "*") in rights(on, function)
        assert looks == (function == "upload_consumer")
