"""Whether SES has verified the sender of mails, which `make deploy` asks first.

Cognito refuses a user pool whose identity SES has not verified, so the deployment would fail halfway.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html
"""

from collections.abc import Iterator
from typing import Any

from local.assembly import Assembly
from operations.deployment import Deployment

SETTING = "ses_identity"


class SenderError(Exception):
    """Mails cannot be sent from the identity, and what to do about it."""


def identities(assembly: Assembly) -> Iterator[str]:
    """The identities of SES that user pools send from."""
    for pool in assembly.resources("AWS::Cognito::UserPool"):
        sender = pool.properties.get("EmailConfiguration", {})
        if sender.get("EmailSendingAccount") == "DEVELOPER":
            yield _last_part(sender["SourceArn"]).rpartition("identity/")[2]


def _last_part(arn: Any) -> str:
    """Of an ARN that the CDK joins, or of a whole one."""
    return str(arn["Fn::Join"][1][-1]) if isinstance(arn, dict) else str(arn)


def check(deployment: Deployment) -> str:
    """A sentence about the sender. Raises SenderError if SES has not verified it."""
    named = list(identities(deployment.assembly))
    if not named:
        return f"Mails: Cognito's own address sends invitations; sign-in by code is off (-c {SETTING}=... turns it on)"
    ses = deployment.client("sesv2")
    for identity in named:
        _demand_verified(ses, identity)
    said = f"Mails: {', '.join(named)} is verified"
    if ses.get_account().get("ProductionAccessEnabled"):
        return said
    return f"{said}, but SES's sandbox delivers to verified addresses only: ask for production access in SES's console"


def _demand_verified(ses: Any, identity: str) -> None:
    region = ses.meta.region_name
    try:
        found = ses.get_email_identity(EmailIdentity=identity)
    except ses.exceptions.NotFoundException:
        raise SenderError(
            f"{SETTING}: SES in {region} does not know {identity}. Create it: aws sesv2 create-email-identity"
            f" --region {region} --email-identity {identity}"
        ) from None
    if not found.get("VerifiedForSendingStatus"):
        how = "open the link in SES's mail" if "@" in identity else "enter the DKIM records that SES shows into its DNS"
        raise SenderError(f"{SETTING}: SES has not verified {identity} yet: {how}")
