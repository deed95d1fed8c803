"""Promises of the templates as a whole."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.assembly import GITHUB, synthesize
from tests.stacks.reading import flat, of_type

IGNORED_RULES = {
    "W3005": "the CDK writes DependsOn beside a reference that says the same",
}


def test_cfn_lint_has_nothing_to_say(assembly: Path) -> None:
    lint = Path(sys.executable).with_name("cfn-lint")
    ignored = [argument for rule in IGNORED_RULES for argument in ("--ignore-checks", rule)]
    files = [str(file) for file in sorted(assembly.glob("*.template.json"))]
    found = subprocess.run([lint, *ignored, "--regions", "us-east-1", "--", *files], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, ""), found.stdout + found.stderr


def test_no_secret_is_in_a_template(templates: dict[str, dict[str, Any]]) -> None:
    demanded = templates["service"]["Metadata"]["SecretParameters"]
    secrets = ("owner-pepper", "cursor-key", "api-key-pepper", "upload-token-key", "idempotency-key", "address-key")
    assert demanded == [f"/pixelflare/{name}" for name in secrets]
    for template in templates.values():
        written = {flat(found["Name"]) for found in of_type(template["Resources"], "AWS::SSM::Parameter").values()}
        assert not written & set(demanded)
        for secret in of_type(template["Resources"], "AWS::SecretsManager::Secret").values():
            assert "SecretString" not in secret
            assert secret["GenerateSecretString"]["PasswordLength"] >= 32


def test_the_secrets_that_templates_refer_to_are_the_proof_of_origin_and_the_user_pools(
    templates: dict[str, dict[str, Any]],
) -> None:
    counted = {name: json.dumps(template).count("{{resolve:secretsmanager:") for name, template in templates.items()}
    assert counted == {"storage": 1, "service": 0, "delivery": 1}


def test_nothing_costs_money_while_idle_or_runs_code_of_others(resources: dict[str, Any]) -> None:
    """Custom resources would bring functions that nobody here wrote; gateways, clusters and keys have a price per hour."""
    types = {resource["Type"] for resource in resources.values()}
    assert not {type_ for type_ in types if type_.startswith(("Custom::", "AWS::CloudFormation::CustomResource"))}
    assert not {type_ for type_ in types if type_.startswith(("AWS::EC2::", "AWS::RDS::", "AWS::OpenSearchService::"))}
    assert not types & {"AWS::KMS::Key", "AWS::WAFv2::WebACL", "AWS::DynamoDB::GlobalTable"}


def test_log_groups_forget_after_a_month(resources: dict[str, Any]) -> None:
    groups = of_type(resources, "AWS::Logs::LogGroup")
    assert groups
    assert {group.get("RetentionInDays") for group in groups.values()} == {30}


@pytest.fixture(scope="module")
def of_another_name(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assembly") / "cdk.out"
    synthesize(folder, context={"name": "second", "alarm_email": "operator@example.com", **GITHUB})
    return folder


def test_a_second_installation_clashes_with_nothing_and_differs_in_nothing_but_its_settings(
    templates: dict[str, dict[str, Any]], of_another_name: Path
) -> None:
    """Synthesis has no memory and no chance in it: with the name put back, the second run says the same."""
    for stack, first in templates.items():
        text = (of_another_name / f"{stack}.template.json").read_text()
        assert "pixelflare-" not in text
        assert "/pixelflare/" not in text
        second = json.loads(text.replace("second-", "pixelflare-").replace("/second/", "/pixelflare/"))
        for subscription in of_type(second["Resources"], "AWS::SNS::Subscription"):
            del second["Resources"][subscription]
        assert second == first


def test_alarms_reach_the_operator_who_leaves_an_address(
    templates: dict[str, dict[str, Any]], of_another_name: Path
) -> None:
    template = json.loads((of_another_name / "service.template.json").read_text())
    (subscription,) = of_type(template["Resources"], "AWS::SNS::Subscription").values()
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "operator@example.com")
    assert not of_type(templates["service"]["Resources"], "AWS::SNS::Subscription")


def test_names_of_the_whole_account_carry_the_installations_name(of_another_name: Path) -> None:
    template = json.loads((of_another_name / "delivery.template.json").read_text())
    for type_, path in (
        ("Function", ()),
        ("CachePolicy", ("CachePolicyConfig",)),
        ("OriginRequestPolicy", ("OriginRequestPolicyConfig",)),
        ("ResponseHeadersPolicy", ("ResponseHeadersPolicyConfig",)),
        ("OriginAccessControl", ("OriginAccessControlConfig",)),
        ("PublicKey", ("PublicKeyConfig",)),
        ("KeyGroup", ("KeyGroupConfig",)),
    ):
        found = of_type(template["Resources"], f"AWS::CloudFront::{type_}")
        assert found, type_
        for properties in found.values():
            for step in path:
                properties = properties[step]
            assert properties["Name"].startswith("second-delivery-")
