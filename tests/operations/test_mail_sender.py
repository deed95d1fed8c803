"""The sender of mails is verified before anything is deployed; its states are played here."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from operations.deployment import Deployment, deployment_of
from operations.mail_sender import SenderError, check, identities
from tests.assembly import synthesize
from tests.operations.conftest import write_assembly


class Ses:
    """What SES says of one identity and of the account."""

    meta = SimpleNamespace(region_name="us-east-1")

    def __init__(self, known: dict[str, bool], *, sandbox: bool = False) -> None:
        self._known, self._sandbox = known, sandbox
        with mock_aws():
            self.exceptions = boto3.client("sesv2", region_name="us-east-1").exceptions

    def get_email_identity(self, *, EmailIdentity: str) -> dict[str, Any]:  # noqa: N803
        if EmailIdentity not in self._known:
            raise self.exceptions.NotFoundException({"Error": {"Code": "NotFoundException"}}, "GetEmailIdentity")
        return {"VerifiedForSendingStatus": self._known[EmailIdentity]}

    def get_account(self) -> dict[str, Any]:
        return {"ProductionAccessEnabled": not self._sandbox}


@pytest.fixture(scope="module")
def with_mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assembly") / "cdk.out"
    synthesize(folder, context={"ses_identity": "mail@example.com"})
    return folder


def deployed(folder: Path, ses: Ses) -> Deployment:
    return Deployment(deployment_of(folder).assembly, {"sesv2": ses}.__getitem__)


def test_without_the_setting_ses_is_not_asked(assembly: Path) -> None:
    def nobody(service: str) -> Any:
        raise AssertionError(service)

    said = check(Deployment(deployment_of(assembly).assembly, nobody))
    assert "sign-in by code is off (-c ses_identity=... turns it on)" in said


def test_a_verified_identity_is_fine(with_mail: Path) -> None:
    assert check(deployed(with_mail, Ses({"mail@example.com": True}))) == "Mails: mail@example.com is verified"


def test_the_sandbox_is_said(with_mail: Path) -> None:
    said = check(deployed(with_mail, Ses({"mail@example.com": True}, sandbox=True)))
    assert "SES's sandbox delivers to verified addresses only" in said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "aws sesv2 create-email-identity --region us-east-1 --email-identity mail@example.com"),
        ({"mail@example.com": False}, "has not verified mail@example.com yet: open the link"),
    ],
)
def test_another_state_stops_the_deployment_and_says_what_to_do(
    with_mail: Path, known: dict[str, bool], said: str
) -> None:
    with pytest.raises(SenderError, match=said):
        check(deployed(with_mail, Ses(known)))


def test_a_domain_is_verified_in_the_dns(tmp_path: Path) -> None:
    assert list(identities(_with_sender(tmp_path, "arn:aws:ses:eu-north-1:1:identity/example.com").assembly)) == [
        "example.com"
    ]
    with pytest.raises(SenderError, match="DKIM records"):
        check(Deployment(deployment_of(tmp_path / "a").assembly, {"sesv2": Ses({"example.com": False})}.__getitem__))


def _with_sender(folder: Path, arn: str) -> Deployment:
    write_assembly(folder / "a")
    file = folder / "a" / "web.template.json"
    template = json.loads(file.read_text())
    sender = {"EmailSendingAccount": "DEVELOPER", "SourceArn": arn}
    template["Resources"]["Users"] = {"Type": "AWS::Cognito::UserPool", "Properties": {"EmailConfiguration": sender}}
    file.write_text(json.dumps(template))
    return deployment_of(folder / "a")
