"""Promises about references between the stacks: downwards, and weak, so that no deployment is refused for them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
"""

from collections.abc import Iterator
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.stacks.reading import walk

Template = dict[str, Any]

STATELESS = {"AWS::Lambda::Permission"}
"""Types that may be made again at any deployment, because nothing is lost with one."""


def _read(value: Any) -> set[tuple[str, str]]:
    """(stack, output) pairs that are read inside a value."""
    found = (inner["Fn::GetStackOutput"] for inner in walk(value) if isinstance(inner, dict) and _is_reference(inner))
    return {(each["StackName"], each["OutputName"]) for each in found}


def _is_reference(value: dict[str, Any]) -> bool:
    return "Fn::GetStackOutput" in value


def test_stacks_refer_downwards_only(templates: dict[str, Template]) -> None:
    below = {name: {stack for stack, _ in _read(template)} for name, template in templates.items()}
    assert below == {
        "storage": set(),
        "service": {"pixelflare-storage"},
        "delivery": {"pixelflare-storage", "pixelflare-service"},
    }


def test_no_stack_exports_or_imports(templates: dict[str, Template]) -> None:
    """CloudFormation refuses to change or remove an export while another stack imports it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
    """
    for template in templates.values():
        assert not [value for value in walk(template) if isinstance(value, dict) and "Fn::ImportValue" in value]
        assert not [output for output in template.get("Outputs", {}).values() if "Export" in output]


def test_every_output_that_is_read_exists(templates: dict[str, Template]) -> None:
    told = {(f"pixelflare-{name}", output) for name, each in templates.items() for output in each.get("Outputs", {})}
    for template in templates.values():
        assert _read(template) <= told


def _create_only(type_: str) -> set[str]:
    """The properties whose change makes another resource, by their first step, as AWS's own schema has them."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
    return {pointer.split("/")[2] for pointer in schema.get("createOnlyProperties", [])}


def _made_again(resources: dict[str, Any]) -> Iterator[str]:
    """Types that have a reference in a property whose change replaces the resource."""
    for resource in resources.values():
        properties = resource.get("Properties", {})
        if any(_read(properties.get(name)) for name in _create_only(resource["Type"])):
            yield resource["Type"]


def test_no_reference_can_have_a_resource_replaced_that_holds_anything(resources: dict[str, Any]) -> None:
    """A change set does not know the value yet, so CloudFormation plans to replace whatever depends on it.

    https://github.com/aws/aws-cdk/issues/38829
    """
    assert set(_made_again(resources)) == STATELESS


@pytest.mark.parametrize(("property_", "made_again"), [("TableName", True), ("TimeToLiveSpecification", False)])
def test_a_reference_that_could_replace_a_table_is_found(property_: str, made_again: bool) -> None:
    reference = {"Fn::Join": ["", [{"Fn::GetStackOutput": {"StackName": "storage", "OutputName": "Name"}}, "-2"]]}
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {property_: reference}}
    assert bool(list(_made_again({"Table": table}))) is made_again


@pytest.mark.parametrize(
    ("output", "resource", "attribute"),
    [("CdnHost", "CdnFunctionFunctionUrl", "FunctionUrl"), ("ApiHost", "HttpApi", "ApiEndpoint")],
)
def test_a_host_is_taken_out_of_its_address_where_the_address_is_made(
    output: str, resource: str, attribute: str, templates: dict[str, Template]
) -> None:
    """CloudFormation's `Fn::Split` does not take another stack's output."""
    told = templates["service"]["Outputs"][f"PublishOutput{output}"]["Value"]
    place, split = told["Fn::Select"]
    separator, address = split["Fn::Split"]
    owner, asked = address["Fn::GetAtt"]
    assert (place, separator, asked) == (2, "/", attribute)
    assert owner.startswith(resource)
