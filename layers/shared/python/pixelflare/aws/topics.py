"""Topics, whose subscribers get mails."""

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable


class Topic:
    def __init__(self, arn: str) -> None:
        self._arn = arn

    def publish(self, subject: str, text: str) -> None:
        """The subject is ASCII, at most 100 characters (SNS's rule). Raises Unavailable."""
        with outages_are_unavailable("the topic"):
            client("sns").publish(TopicArn=self._arn, Subject=subject, Message=text)
