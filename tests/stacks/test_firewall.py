"""AWS WAF: not there by default, before every distribution where it is switched on, and in nobody's way who keeps to our document."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk.assertions import Template

from local.assembly import Assembly
from local.assembly import Stack as ReadStack
from operations import cost
from operations.optional_costs import FIREWALL_RULES
from schema import limits
from schema.errors import ErrorBody, ErrorCode
from stacks.delivery.firewall import SECRET_HEADERS, Firewall
from stacks.parts.settings import Settings
from tests.assembly import ROOT
from tests.stacks.reading import flat, of_type, the, walk
from tests.stacks.test_templates import IGNORED_RULES

Resources = dict[str, Any]

REPUTATION, BAD_INPUTS, COMMON = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesCommonRuleSet",
)
AWS_RULES = {
    REPUTATION: "AWSManagedIPReputationList AWSManagedReconnaissanceList AWSManagedIPDDoSList",
    BAD_INPUTS: "JavaDeserializationRCE_HEADER JavaDeserializationRCE_BODY JavaDeserializationRCE_URIPATH "
    "JavaDeserializationRCE_QUERYSTRING Host_localhost_HEADER PROPFIND_METHOD ExploitablePaths_URIPATH Log4JRCE_HEADER "
    "Log4JRCE_QUERYSTRING Log4JRCE_BODY Log4JRCE_URIPATH",
    COMMON: "NoUserAgent_HEADER UserAgent_BadBots_HEADER SizeRestrictions_QUERYSTRING SizeRestrictions_Cookie_HEADER "
    "SizeRestrictions_BODY SizeRestrictions_URIPATH EC2MetaDataSSRF_BODY EC2MetaDataSSRF_COOKIE EC2MetaDataSSRF_URIPATH "
    "EC2MetaDataSSRF_QUERYARGUMENTS GenericLFI_QUERYARGUMENTS GenericLFI_URIPATH GenericLFI_BODY "
    "RestrictedExtensions_URIPATH RestrictedExtensions_QUERYARGUMENTS GenericRFI_QUERYARGUMENTS GenericRFI_BODY "
    "GenericRFI_URIPATH CrossSiteScripting_COOKIE CrossSiteScripting_QUERYARGUMENTS CrossSiteScripting_BODY "
    "CrossSiteScripting_URIPATH",
}
"""Each ends with what it looks at.
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html and …-groups-ip-rep.html"""
UNITS = {REPUTATION: 25, BAD_INPUTS: 200, COMMON: 700}
"""Of capacity, by the same pages. A scope of two methods takes a few more, and a rate-based rule two."""
FREE_UNITS = 1500
"""https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html"""
BLOCK_PATHS = {
    "JavaDeserializationRCE_URIPATH",
    "ExploitablePaths_URIPATH",
    "Log4JRCE_URIPATH",
    "EC2MetaDataSSRF_URIPATH",
    "GenericLFI_URIPATH",
}
"""What they look for has characters that our addresses do not, `../`, or names of Java's folders (docs/firewall.md)."""


def _alone(**context: str) -> Resources:
    stack = Stack(App(context={"app_url": "http://localhost", **context}), "one", env=Environment(region="us-east-1"))
    Firewall(stack, "Firewall", settings=Settings.of(stack))
    found: Resources = Template.from_stack(stack).to_json()["Resources"]
    return found


def _acl(resources: Resources) -> dict[str, Any]:
    return the(resources, "AWS::WAFv2::WebACL")


def _groups(acl: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rules = [rule["Statement"] for rule in acl["Rules"] if "ManagedRuleGroupStatement" in rule["Statement"]]
    return {each["ManagedRuleGroupStatement"]["Name"]: each["ManagedRuleGroupStatement"] for each in rules}


def _methods(group: dict[str, Any]) -> set[str] | None:
    """The methods of the requests that it looks at; None: all."""
    scope = group.get("ScopeDownStatement")
    if scope is None:
        return None
    matches = [each["ByteMatchStatement"] for each in scope["OrStatement"]["Statements"]]
    assert all(each["FieldToMatch"] == {"Method": {}} and each["PositionalConstraint"] == "EXACTLY" for each in matches)
    return {each["SearchString"] for each in matches}


def _blocking(acl: dict[str, Any], method: str) -> set[str]:
    """The rules that would block a request of this method for what they look for."""
    found = set()
    for name, group in _groups(acl).items():
        methods = _methods(group)
        if methods is None or method.upper() in methods:
            counted = {each["Name"] for each in group["RuleActionOverrides"] if each["ActionToUse"] == {"Count": {}}}
            found |= set(AWS_RULES[name].split()) - counted
    return found


@pytest.fixture
def acl(switched_on: dict[str, Any]) -> dict[str, Any]:
    return _acl(switched_on["delivery"]["Resources"])


def test_nothing_of_it_is_there_by_default(templates: dict[str, Any]) -> None:
    every = [each for template in templates.values() for each in template["Resources"].values()]
    assert not [each["Type"] for each in every if each["Type"].startswith("AWS::WAF")]
    assert not [value for value in walk(every) if isinstance(value, dict) and "WebACLId" in value]


def test_it_stands_before_every_distribution_and_is_of_cloudfronts_region(switched_on: dict[str, Any]) -> None:
    """A multi-tenant distribution takes one of this version, and its tenants inherit it:
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/tenant-customization.html"""
    resources = switched_on["delivery"]["Resources"]
    ((name, acl),) = of_type(resources, "AWS::WAFv2::WebACL").items()
    distributions = of_type(resources, "AWS::CloudFront::Distribution").values()
    assert len(distributions) == 2
    assert {flat(each["DistributionConfig"]["WebACLId"]) for each in distributions} == {f"${{{name}.Arn}}"}
    assert (acl["Scope"], acl["DefaultAction"]) == ("CLOUDFRONT", {"Allow": {}})


def test_it_is_refused_where_cloudfront_has_none() -> None:
    stack = Stack(App(context={"app_url": "http://localhost"}), "one", env=Environment(region="eu-west-1"))
    with pytest.raises(ValueError, match="waf: web ACLs for CloudFront are in us-east-1, and the stacks in eu-west-1"):
        Firewall(stack, "Firewall", settings=Settings.of(stack))


def test_exceptions_name_rules_that_exist(acl: dict[str, Any]) -> None:
    """WAF ignores others silently: https://docs.aws.amazon.com/waf/latest/APIReference/API_RuleActionOverride.html"""
    groups = _groups(acl)
    assert groups.keys() == AWS_RULES.keys()
    for name, group in groups.items():
        assert {each["Name"] for each in group["RuleActionOverrides"]} <= set(AWS_RULES[name].split())


def test_an_upload_a_bulk_change_and_a_title_are_not_judged_by_what_they_hold(acl: dict[str, Any]) -> None:
    """Each operation of the API's document that takes a body, and the pages' forms."""
    document = json.loads((ROOT / "schema" / "openapi.json").read_text())
    methods = {
        method
        for operations in document["paths"].values()
        for method, operation in operations.items()
        if isinstance(operation, dict) and "requestBody" in operation
    }
    assert methods >= {"post", "put", "patch"}
    for method in methods | {"post"}:
        assert _blocking(acl, method) == set(AWS_RULES[REPUTATION].split()), method
    assert "SizeRestrictions_BODY" in AWS_RULES[COMMON]


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_query_and_no_address_of_ours_is_in_a_class_that_is_blocked(acl: dict[str, Any], method: str) -> None:
    """Searches are free text; signatures and cursors are long; addresses have commas, `=`, base 64, and addresses in them."""
    blocking = _blocking(acl, method)
    assert not [name for name in blocking if name.endswith(("_QUERYSTRING", "_QUERYARGUMENTS"))]
    assert {name for name in blocking if name.endswith("_URIPATH")} == BLOCK_PATHS
    assert "NoUserAgent_HEADER" not in blocking
    assert {"UserAgent_BadBots_HEADER", "Log4JRCE_HEADER"} <= blocking


def test_counting_first_blocks_nothing() -> None:
    acl = _acl(_alone(waf="count"))
    actions = [rule.get("OverrideAction", rule.get("Action")) for rule in acl["Rules"]]
    assert actions == [{"Count": {}}] * len(acl["Rules"])


def test_switched_on_each_group_does_as_its_rules_say(acl: dict[str, Any]) -> None:
    assert [rule["OverrideAction"] for rule in acl["Rules"] if "OverrideAction" in rule] == [{"None": {}}] * len(
        AWS_RULES
    )
    assert sorted(rule["Priority"] for rule in acl["Rules"]) == list(range(len(acl["Rules"])))


def test_an_address_that_asks_too_often_is_answered_in_the_form_of_our_refusals(acl: dict[str, Any]) -> None:
    (rule,) = [rule for rule in acl["Rules"] if "RateBasedStatement" in rule["Statement"]]
    assert rule["Statement"]["RateBasedStatement"] == {
        "AggregateKeyType": "IP",
        "EvaluationWindowSec": 300,
        "Limit": 10_000,
    }
    answer = rule["Action"]["Block"]["CustomResponse"]
    assert (answer["ResponseCode"], answer["ResponseHeaders"]) == (429, [{"Name": "retry-after", "Value": "60"}])
    body = acl["CustomResponseBodies"][answer["CustomResponseBodyKey"]]
    assert body["ContentType"] == "APPLICATION_JSON"
    assert ErrorBody.model_validate_json(body["Content"]).error.code is ErrorCode.RATE_LIMIT_EXCEEDED


def test_an_owner_may_use_up_all_hourly_limits_within_five_minutes(acl: dict[str, Any]) -> None:
    """Several times: an upload is some requests, and a program that is refused asks again."""
    (rule,) = [rule["Statement"] for rule in acl["Rules"] if "RateBasedStatement" in rule["Statement"]]
    hourly = limits.READS_PER_HOUR + limits.WRITES_PER_HOUR + limits.UPLOADS_PER_HOUR
    assert rule["RateBasedStatement"]["Limit"] >= 5 * hourly


def test_how_much_an_address_may_ask_is_a_setting() -> None:
    (rule,) = [
        each["Statement"] for each in _acl(_alone(waf="on", waf_requests="250"))["Rules"] if each["Priority"] == 0
    ]
    assert rule["RateBasedStatement"]["Limit"] == 250


@pytest.mark.parametrize(("name", "value"), [("waf", "yes"), ("waf_requests", "9"), ("waf_requests", "many")])
def test_what_makes_no_sense_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings.of(App(context={"app_url": "http://localhost", name: value}))


def test_it_is_counted_without_samples_and_logged_without_secrets(
    switched_on: dict[str, Any], acl: dict[str, Any]
) -> None:
    """A sample would show a whole request. Data protection also covers what a rule says that it has found:
    https://docs.aws.amazon.com/waf/latest/APIReference/API_DataProtection.html"""
    seen = [acl["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in acl["Rules"])]
    assert {(each["CloudWatchMetricsEnabled"], each["SampledRequestsEnabled"]) for each in seen} == {(True, False)}
    assert acl["DataProtectionConfig"]["DataProtections"] == [
        {"Action": "SUBSTITUTION", "Field": {"FieldType": "QUERY_STRING"}},
        {"Action": "SUBSTITUTION", "Field": {"FieldType": "SINGLE_HEADER", "FieldKeys": list(SECRET_HEADERS)}},
    ]
    logging = the(switched_on["delivery"]["Resources"], "AWS::WAFv2::LoggingConfiguration")
    assert logging["RedactedFields"] == [
        {"QueryString": {}},
        *({"SingleHeader": {"Name": each}} for each in SECRET_HEADERS),
    ]
    assert {"authorization", "cookie"} <= set(SECRET_HEADERS)
    assert logging["LoggingFilter"]["DefaultBehavior"] == "DROP"


def test_its_log_lies_where_waf_writes_and_goes_after_a_month(switched_on: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html"""
    resources = switched_on["delivery"]["Resources"]
    (group,) = [each for name, each in of_type(resources, "AWS::Logs::LogGroup").items() if name.startswith("Firewall")]
    assert (group["LogGroupName"], group["RetentionInDays"]) == ("aws-waf-logs-pixelflare-delivery", 30)
    (destination,) = the(resources, "AWS::WAFv2::LoggingConfiguration")["LogDestinationConfigs"]
    assert flat(destination).endswith(f":log-group:{group['LogGroupName']}")


def test_its_rules_fit_into_what_a_web_acl_costs(acl: dict[str, Any]) -> None:
    assert sum(UNITS[name] for name in _groups(acl)) < FREE_UNITS - 100
    assert len(acl["Rules"]) == FIREWALL_RULES


def test_page_of_costs_and_idle_month_count_it_and_its_rules() -> None:
    lines = cost.idle_lines(Assembly(Path(), (ReadStack("one", {"Resources": _alone(waf="on")}, {}),)))
    assert sum(line.bill for line in lines) == 5 + FIREWALL_RULES == 9
    assert "$9 a month" in (ROOT / "docs" / "firewall.md").read_text()
    assert "$9 a month" in cost.PAGE.read_text()


def test_cfn_lint_has_nothing_to_say_of_it(tmp_path: Path) -> None:
    template = tmp_path / "firewall.template.json"
    template.write_text(json.dumps({"Resources": _alone(waf="on")}))
    ignored = [argument for rule in IGNORED_RULES for argument in ("--ignore-checks", rule)]
    lint = [Path(sys.executable).with_name("cfn-lint"), *ignored, "--regions", "us-east-1", "--", template]
    found = subprocess.run(lint, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr
