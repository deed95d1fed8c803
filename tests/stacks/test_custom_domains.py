"""The multi-tenant distribution of custom domains: not there by default, and within AWS's rules where it is switched on."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from schema.access_logs import DOMAIN_FIELDS, FIELDS
from stacks.parts.edge_code import DOMAIN_BEHAVIOURS, edge_code
from tests.stacks.reading import flat, of_type, the

Resources = dict[str, Any]


@cache
def refused() -> frozenset[str]:
    """Members of a distribution's configuration of which CloudFront's own model says that a multi-tenant one can't have them.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html#unsupported-saas
    """
    model = ServiceModel(Loader().load_service_model("cloudfront", "service-2"))
    shapes = ("DistributionConfig", "DefaultCacheBehavior", "CacheBehavior", "ViewerCertificate")
    said = re.compile(
        r"can't specify this field for multi-tenant|field for a multi-tenant distribution, use a connection group"
    )
    found = {
        name
        for shape in shapes
        for name, member in model.shape_for(shape).members.items()
        if said.search(re.sub(r"<[^>]+>", "", member.documentation))
    }
    # CloudFormation spells one otherwise. ForwardedValues are what cache policies are in place of.
    return frozenset(found | {"IPV6Enabled", "ForwardedValues", "Logging"})


@pytest.fixture
def on(switched_on: dict[str, dict[str, Any]]) -> Resources:
    return switched_on["delivery"]["Resources"]


@pytest.fixture
def config(on: Resources) -> dict[str, Any]:
    configs = [each["DistributionConfig"] for each in of_type(on, "AWS::CloudFront::Distribution").values()]
    (found,) = [each for each in configs if each.get("ConnectionMode") == "tenant-only"]
    return found


def members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from members(each)
    elif isinstance(value, list):
        for each in value:
            yield from members(each)


def test_nothing_of_it_is_there_by_default(templates: dict[str, dict[str, Any]]) -> None:
    resources = templates["delivery"]["Resources"]
    assert len(of_type(resources, "AWS::CloudFront::Distribution")) == 1
    assert not of_type(resources, "AWS::CloudFront::ConnectionGroup")
    assert not [name for name in resources if name.startswith("Domain")]
    service = templates["service"]["Resources"]
    (mapping,) = [
        each
        for name, each in of_type(service, "AWS::Lambda::EventSourceMapping").items()
        if name.startswith("CustomDomains")
    ]
    assert mapping["Enabled"] is False, "an idle queue that is polled costs something"


def test_it_has_nothing_that_a_multi_tenant_distribution_can_not_have(config: dict[str, Any]) -> None:
    assert {"Aliases", "PriceClass", "MinTTL", "TrustedSigners", "IPV6Enabled"} <= refused()
    assert sorted(refused() & set(members(config))) == []


def test_tenants_say_whose_images_they_show(config: dict[str, Any]) -> None:
    (definition,) = config["TenantConfig"]["ParameterDefinitions"]
    assert (definition["Name"], definition["Definition"]["StringSchema"]["Required"]) == ("owner", True)


def test_only_public_images_and_short_links_are_under_a_domain(config: dict[str, Any], on: Resources) -> None:
    functions = of_type(on, "AWS::CloudFront::Function")
    behaviours = [*config.get("CacheBehaviors", []), config["DefaultCacheBehavior"] | {"PathPattern": "*"}]
    seen = {
        each["PathPattern"]: {
            association["EventType"]: functions[association["FunctionARN"]["Fn::GetAtt"][0]]["FunctionCode"]
            for association in each["FunctionAssociations"]
        }
        for each in behaviours
    }
    widths = {"domain_images": [128, 256, 320, 512, 640, 1024, 1536, 2048]}
    assert seen == {
        pattern: {
            "viewer-request": edge_code(kind, widths=widths.get(kind, [])),
            "viewer-response": edge_code("domain_response", widths=widths["domain_images"]),
        }
        for pattern, kind in DOMAIN_BEHAVIOURS.items()
    }
    assert all(each["ViewerProtocolPolicy"] == "redirect-to-https" for each in behaviours)
    assert all(each["CachePolicyId"] for each in behaviours)
    assert not [each for each in behaviours if each.get("TrustedKeyGroups")]


def test_both_distributions_are_purged_logged_and_may_call_the_function(on: Resources) -> None:
    both = set(of_type(on, "AWS::CloudFront::Distribution"))
    (policy,) = [each for name, each in of_type(on, "AWS::IAM::Policy").items() if name == "MayPurge"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert {name for name in both if any(name in flat(arn) for arn in statement["Resource"])} == both
    calls = [flat(each["SourceArn"]) for each in of_type(on, "AWS::Lambda::Permission").values()]
    assert [sum(name in call for call in calls) for name in sorted(both)] == [2, 2]
    logged = [flat(each["ResourceArn"]) for each in of_type(on, "AWS::Logs::DeliverySource").values()]
    assert [sum(name in each for each in logged) for name in sorted(both)] == [1, 1]
    fields = {tuple(each["RecordFields"]) for each in of_type(on, "AWS::Logs::Delivery").values()}
    assert fields == {FIELDS, DOMAIN_FIELDS}
    purged = the(on, "AWS::SSM::Parameter", "DistributionIdParameter")["Value"]
    assert all(name in flat(purged) for name in both)


def test_functions_are_told_where_tenants_are_made(on: Resources, switched_on: dict[str, dict[str, Any]]) -> None:
    told = the(on, "AWS::SSM::Parameter", "TenancyParameter")
    assert told["Name"] == "/pixelflare/tenancy"
    assert [part.partition(".")[2] for part in flat(told["Value"]).replace("}", "").split(" ")] == [
        *("", "Id", "RoutingEndpoint"),
    ]
    mappings = of_type(switched_on["service"]["Resources"], "AWS::Lambda::EventSourceMapping")
    (mapping,) = [each for name, each in mappings.items() if name.startswith("CustomDomains")]
    assert mapping.get("Enabled") is not False
