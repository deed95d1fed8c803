"""The first sign-in, as docs/deploying.md says it: its commands, against the user pool of the templates without SES.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.assembly import read_assembly
from tests.assembly import ROOT

EMAIL = "you@example.com"


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield boto3.client("cognito-idp", region_name="us-east-1")


@pytest.fixture
def pool(cognito: Any, assembly: Path) -> str:
    """As the template has it: by whom it is used, and which passwords it takes."""
    (users,) = read_assembly(assembly).resources("AWS::Cognito::UserPool")
    kept = ("AdminCreateUserConfig", "UsernameAttributes", "AutoVerifiedAttributes")
    properties = {name: users.properties[name] for name in kept}
    policies = {"PasswordPolicy": users.properties["Policies"]["PasswordPolicy"]}
    return str(cognito.create_user_pool(PoolName="users", Policies=policies, **properties)["UserPool"]["Id"])


def _documented(command: str) -> dict[str, Any]:
    """The options of one of AWS's commands in the documentation, as the API's parameters."""
    page = (ROOT / "docs" / "deploying.md").read_text().replace("\\\n", " ")
    (line,) = re.findall(rf"^aws cognito-idp {command} (.*)$", page, re.MULTILINE)
    options: dict[str, list[str]] = {}
    for word in shlex.split(line):
        if word.startswith("--"):
            options[word[2:]] = []
        else:
            options[list(options)[-1]].append(word)
    del options["region"]
    return {"".join(part.title() for part in name.split("-")): _value(name, words) for name, words in options.items()}


def _value(name: str, words: list[str]) -> Any:
    if name == "user-attributes":
        return [dict(part.split("=", 1) for part in word.split(",")) for word in words]
    if name == "desired-delivery-mediums":
        return words
    return words[0] if words else True


def test_the_invitation_goes_by_mail_and_asks_for_a_new_password(cognito: Any, pool: str) -> None:
    """Cognito's default medium is SMS, and nobody has a telephone number here."""
    asked = _documented("admin-create-user")
    assert asked["DesiredDeliveryMediums"] == ["EMAIL"]
    cognito.admin_create_user(**asked | {"UserPoolId": pool})
    user = cognito.admin_get_user(UserPoolId=pool, Username=EMAIL)
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert {"Name": "email_verified", "Value": "true"} in user["UserAttributes"]


def test_without_any_mail_a_password_can_be_set(cognito: Any, pool: str) -> None:
    cognito.admin_create_user(**_documented("admin-create-user") | {"UserPoolId": pool})
    asked = _documented("admin-set-user-password") | {"UserPoolId": pool}
    cognito.admin_set_user_password(**asked)
    assert cognito.admin_get_user(UserPoolId=pool, Username=EMAIL)["UserStatus"] == "CONFIRMED"
    with pytest.raises(cognito.exceptions.InvalidPasswordException):
        cognito.admin_set_user_password(**asked | {"Password": "short"})
