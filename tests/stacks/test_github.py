"""Sign-in with GitHub in the templates: what there is when an operator names an app at GitHub, and that there is nothing without."""

import json
from typing import Any

import pytest
from aws_cdk import App
from constructs import Construct

from local.synth import assembly_of
from stacks.parts.github_settings import github_client_id, github_users
from tests.assembly import ROOT, synthesize
from tests.stacks.conftest import Template, read_templates
from tests.stacks.reading import flat, of_type

APP_URL = "https://images.example.com"
PROVIDER = "AWS::Cognito::UserPoolIdentityProvider"


@pytest.fixture(scope="module")
def off() -> dict[str, Template]:
    return read_templates(assembly_of(ROOT))


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    folder = tmp_path_factory.mktemp("assembly") / "github"
    context = {"app_url": APP_URL, "github_client_id": "Ov23liAbCdEfGhIjKlMn", "github_users": "583231 1"}
    synthesize(folder, context=context)
    return read_templates(folder)


def function_of(templates: dict[str, Template]) -> list[dict[str, Any]]:
    found = of_type(templates["service"]["Resources"], "AWS::Lambda::Function").values()
    return [each for each in found if each["Handler"].startswith("functions.github_oidc.")]


def test_without_an_app_at_github_there_is_nothing_of_it(off: dict[str, Template]) -> None:
    assert function_of(off) == []
    assert of_type(off["storage"]["Resources"], PROVIDER) == {}
    (client,) = of_type(off["storage"]["Resources"], "AWS::Cognito::UserPoolClient").values()
    assert client["SupportedIdentityProviders"] == ["COGNITO"]
    assert of_type(off["storage"]["Resources"], "AWS::SecretsManager::Secret") == {}
    assert not {"GivenParameters", "RsaKeyParameters"} & off["service"]["Metadata"].keys()
    assert "github" not in json.dumps(of_type(off["service"]["Resources"], "AWS::ApiGatewayV2::Route"))


def test_the_pool_is_told_of_our_provider_and_where_it_is(on: dict[str, Template]) -> None:
    (provider,) = of_type(on["storage"]["Resources"], PROVIDER).values()
    details = provider["ProviderDetails"]
    assert (provider["ProviderName"], provider["ProviderType"]) == ("GitHub", "OIDC")
    issuer = f"{APP_URL}/auth/github"
    assert {name: details[name] for name in ("client_id", "oidc_issuer", "attributes_request_method")} == {
        "client_id": "cognito",
        "oidc_issuer": issuer,
        "attributes_request_method": "GET",
    }
    pages = {"authorize_url": "authorize", "token_url": "token", "attributes_url": "userinfo", "jwks_uri": "jwks.json"}
    assert {name: details[name] for name in pages} == {name: f"{issuer}/{page}" for name, page in pages.items()}
    assert {"email", "email_verified"} <= provider["AttributeMapping"].keys()
    assert function_of(on)[0]["Environment"]["Variables"]["OIDC_ISSUER"] == issuer
    assert function_of(on)[0]["Environment"]["Variables"]["GITHUB_USERS"] == "583231 1"


def test_the_pools_secret_is_in_no_template(on: dict[str, Template]) -> None:
    ((name, secret),) = of_type(on["storage"]["Resources"], "AWS::SecretsManager::Secret").items()
    assert "SecretString" not in secret
    assert secret["GenerateSecretString"]["PasswordLength"] == 64
    (provider,) = of_type(on["storage"]["Resources"], PROVIDER).values()
    assert flat(provider["ProviderDetails"]["client_secret"]).startswith(f"{{{{resolve:secretsmanager:${{{name}}}")


def test_the_client_comes_after_the_provider_that_it_names(on: dict[str, Template]) -> None:
    """Cognito refuses a client that names a provider which is not there."""
    resources = on["storage"]["Resources"]
    (provider,) = of_type(resources, PROVIDER)
    (client,) = [each for each in resources.values() if each["Type"] == "AWS::Cognito::UserPoolClient"]
    assert client["Properties"]["SupportedIdentityProviders"] == ["COGNITO", {"Ref": provider}]
    assert provider in client["DependsOn"]


def test_the_templates_say_which_secrets_somebody_makes(on: dict[str, Template]) -> None:
    told = on["service"]["Metadata"]
    assert told["GivenParameters"] == ["/pixelflare/github-client-secret"]
    assert told["RsaKeyParameters"] == ["/pixelflare/github-signing-key"]


def scope_of(**context: str) -> Construct:
    return App(context={"app_url": APP_URL, **context})


@pytest.mark.parametrize(
    "context",
    [
        {"github_client_id": "short"},
        {"github_client_id": "Iv1.0123456789abcdef"},
        {"github_client_id": "Iv1.0123456789abcdef", "github_users": "octocat"},
        {"github_client_id": "Iv1.0123456789abcdef", "github_users": "1 anybody"},
        {"github_client_id": "Iv1.0123456789abcdef", "github_users": "anybody", "app_url": "http://localhost:8787"},
    ],
)
def test_settings_that_make_no_sense_are_refused(context: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^github_(client_id|users): "):
        github_users(scope_of(**context))


def test_anybody_has_to_be_said() -> None:
    given = {"github_client_id": "Iv1.0123456789abcdef", "github_users": "anybody"}
    assert (github_client_id(scope_of(**given)), github_users(scope_of(**given))) == (
        "Iv1.0123456789abcdef",
        ("anybody",),
    )
    assert (github_client_id(scope_of()), github_users(scope_of())) == ("off", ())


def test_the_edge_sends_it_to_the_api_uncached(on: dict[str, Template]) -> None:
    (distribution,) = of_type(on["delivery"]["Resources"], "AWS::CloudFront::Distribution").values()
    (found,) = [
        each for each in distribution["DistributionConfig"]["CacheBehaviors"] if each["PathPattern"] == "/auth/github/*"
    ]
    assert found["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled
    assert "POST" in found["AllowedMethods"]
