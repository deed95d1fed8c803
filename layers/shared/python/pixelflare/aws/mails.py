"""Mails by SES, from one sender.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable


@dataclass(frozen=True, kw_only=True)
class Mail:
    to: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


class MailRefused(Exception):
    """This mail is not sent, however often it is tried: SES's sandbox knows nobody of this address, or it is none."""


class Mailer:
    def __init__(self, sender: str) -> None:
        self._sender = sender

    def send(self, mail: Mail) -> None:
        """Raises MailRefused, and Unavailable. That the account may not send at all stays a bug of the installation."""
        ses = client("sesv2")
        with outages_are_unavailable("the mail service"):
            try:
                ses.send_email(
                    FromEmailAddress=self._sender,
                    Destination={"ToAddresses": [mail.to]},
                    Content={
                        "Simple": {
                            "Subject": _utf8(mail.subject),
                            "Body": {"Text": _utf8(mail.text), "Html": _utf8(mail.html)},
                            "Headers": [{"Name": name, "Value": value} for name, value in mail.headers.items()],
                        }
                    },
                )
            except (ses.exceptions.MessageRejected, ses.exceptions.BadRequestException) as refused:
                raise MailRefused(str(refused)) from refused


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
