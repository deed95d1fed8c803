"""The secrets that must exist before a deployment."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from operations import secret_parameters
from operations.deployment import Deployment
from tests.operations.conftest import SECRETS

PEPPER, CURSOR = SECRETS
GIVEN, RSA_KEY = "/small/client-secret", "/small/key"


def parameter(deployment: Deployment, name: str) -> dict[str, Any]:
    return deployment.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]


def run(folder: Path, *arguments: str) -> None:
    secret_parameters.main(["--assembly", str(folder / "assembly"), *arguments])


def test_every_secret_of_the_templates_is_made_once(deployment: Deployment) -> None:
    assert secret_parameters.make_missing(deployment) == sorted(SECRETS)
    made = [parameter(deployment, name) for name in SECRETS]

    assert secret_parameters.make_missing(deployment) == []
    assert [parameter(deployment, name)["Value"] for name in SECRETS] == [each["Value"] for each in made]
    assert {each["Type"] for each in made} == {"SecureString"}
    assert [len(bytes.fromhex(each["Value"])) for each in made] == [32, 32]
    assert made[0]["Value"] != made[1]["Value"]


def test_deployment_is_refused_until_the_secrets_exist(deployment: Deployment, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=f"{CURSOR}, {PEPPER} .*make keys"):
        run(tmp_path, "--check")

    run(tmp_path)
    run(tmp_path, "--check")


def test_a_secret_of_somebody_else_comes_from_the_environment(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.assembly.stacks[0].template["Metadata"]["GivenParameters"] = [GIVEN]
    monkeypatch.delenv("CLIENT_SECRET", raising=False)
    assert GIVEN not in secret_parameters.make_missing(deployment)
    assert secret_parameters.missing(deployment) == [GIVEN]
    with pytest.raises(LookupError, match=r"CLIENT_SECRET=\.\.\. make keys"):
        secret_parameters.rotate(deployment, GIVEN)

    monkeypatch.setenv("CLIENT_SECRET", " from elsewhere\n")
    assert secret_parameters.make_missing(deployment) == [GIVEN]
    assert parameter(deployment, GIVEN)["Value"] == "from elsewhere"
    assert parameter(deployment, GIVEN)["Type"] == "SecureString"


def test_an_rsa_key_is_made_where_a_template_names_one(deployment: Deployment) -> None:
    deployment.assembly.stacks[0].template["Metadata"] = {"RsaKeyParameters": [RSA_KEY]}
    assert secret_parameters.make_missing(deployment) == [RSA_KEY]
    key = load_pem_private_key(parameter(deployment, RSA_KEY)["Value"].encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    assert key.key_size == 2048
    assert secret_parameters.make_missing(deployment) == []


def test_readable_parameter_does_not_pass_for_a_secret(deployment: Deployment) -> None:
    deployment.client("ssm").put_parameter(Name=PEPPER, Value="open", Type="String")

    assert PEPPER in secret_parameters.missing(deployment)


def test_rotating_says_what_breaks_and_does_nothing_unless_sure(deployment: Deployment, tmp_path: Path) -> None:
    secret_parameters.make_missing(deployment)
    before = parameter(deployment, PEPPER)["Value"]

    with pytest.raises(SystemExit, match=r"loses their images.*SURE=yes"):
        run(tmp_path, "--rotate", PEPPER)
    assert parameter(deployment, PEPPER)["Value"] == before

    run(tmp_path, "--rotate", PEPPER, "--sure", "yes")
    assert parameter(deployment, PEPPER)["Value"] != before


def test_parameter_that_no_template_names_is_not_touched(deployment: Deployment) -> None:
    deployment.client("ssm").put_parameter(Name="/other/secret", Value="theirs", Type="SecureString")

    with pytest.raises(LookupError, match="/other/secret"):
        secret_parameters.rotate(deployment, "/other/secret")
    assert parameter(deployment, "/other/secret")["Value"] == "theirs"


def test_what_rotating_breaks_is_known_for_every_secret_of_the_application(assembly: Path) -> None:
    named = secret_parameters.named(secret_parameters.deployment_of(assembly))

    assert named
    assert all(secret_parameters.consequence(name) for name in named)
