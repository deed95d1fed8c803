"""Which edge function sees what, and that what is deployed is what was measured."""

from pathlib import Path
from typing import Any

import pytest

from stacks.parts import edge_sizes
from stacks.parts.edge_code import BEHAVIOURS, KINDS, Kind, edge_code
from stacks.parts.edge_sizes import sizes
from tests.stacks.reading import PICTURES, of_type, the


def edge_function(template: dict[str, Any], kind: Kind) -> dict[str, Any]:
    return the(template, "AWS::CloudFront::Function", f"Edge{kind.title()}")


def test_each_kind_of_behaviour_has_its_function(delivery: dict[str, Any], behaviors: dict[str, Any]) -> None:
    functions = of_type(delivery, "AWS::CloudFront::Function")
    assert len(functions) == len(KINDS) == len({each["Name"] for each in functions.values()})
    for path, each in behaviors.items():
        seen_by = {
            association["EventType"]: functions[association["FunctionARN"]["Fn::GetAtt"][0]]["FunctionCode"]
            for association in each["FunctionAssociations"]
        }
        answers = {"viewer-response": edge_code("response")} if path in PICTURES else {}
        assert seen_by == {"viewer-request": edge_code(BEHAVIOURS[path])} | answers


@pytest.mark.parametrize("kind", KINDS)
def test_functions_are_published_for_the_runtime_that_they_are_written_for(
    kind: Kind, delivery: dict[str, Any]
) -> None:
    function = edge_function(delivery, kind)
    assert function["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert function["AutoPublish"] is True


def test_the_sizes_that_are_printed_are_those_of_what_is_deployed(
    assembly: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sizes(assembly / "delivery.template.json") == {kind: len(edge_code(kind).encode()) for kind in KINDS}
    edge_sizes.main(str(assembly))
    printed = capsys.readouterr().out
    assert f"images    {len(edge_code('images')):>6,} of 8,700" in printed


def test_the_edge_and_the_api_know_of_the_widths_that_others_are_snapped_to(
    switched_on: dict[str, dict[str, Any]], templates: dict[str, dict[str, Any]]
) -> None:
    function = edge_function(switched_on["delivery"]["Resources"], "images")
    assert function["FunctionCode"] == edge_code("images", widths=[128, 256, 320, 512, 640, 1024, 1536, 2048])
    assert _told_the_api(switched_on) == ("128 256 320 512 640 1024 1536 2048", "on")
    assert _told_the_api(templates) == ("128 256 512 1024 1536 2048", "off")


def _told_the_api(templates: dict[str, dict[str, Any]]) -> tuple[str, str]:
    functions = of_type(templates["service"]["Resources"], "AWS::Lambda::Function").values()
    (variables,) = [
        variables for function in functions if "SNAP_WIDTHS" in (variables := function["Environment"]["Variables"])
    ]
    return variables["WIDTHS"], variables["SNAP_WIDTHS"]
