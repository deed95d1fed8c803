"""`python -m operations.dead_letters` shows what has failed for good, with the reason, sends it back, or discards it.

SQS says of each message which queue it came from (`DeadLetterQueueSourceArn`,
https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/sqs/aws.sdk.kotlin.services.sqs.model/-message-system-attribute-name). What Lambda and
EventBridge have given up has no queue to go back to: it is read, mended by hand, and discarded.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from local.assembly import Resource
from operations.deployment import Deployment, deployment_of

ALL = "all"
_SEEN_SECONDS = 60
"""So long nobody else sees a message that was listed."""
_NO_REASON = "its function's log has nothing about it any more"


@dataclass(frozen=True)
class DeadLetter:
    message_id: str
    queue_url: str
    """Where it waits."""
    receipt: str
    body: str
    sent_at: datetime
    attributes: dict[str, str]
    """What EventBridge says of an event that it could not deliver."""
    source: str | None
    """The ARN of the queue that it came from."""

    @property
    def said(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class DeadLetters:
    """The queues of an installation that hold what failed for good."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._sqs = deployment.client("sqs")

    def listed(self) -> list[DeadLetter]:
        """The oldest first. Nobody else sees them for a minute."""
        return sorted((each for url in self._urls() for each in self._in(url)), key=lambda each: each.sent_at)

    def reason(self, letter: DeadLetter) -> str:
        """Why it failed, as whoever gave it up says, or else the log of its queue's consumer."""
        said = letter.said if isinstance(letter.said, dict) else {}
        if condition := said.get("requestContext", {}).get("condition"):
            error = said.get("responsePayload", {}).get("errorMessage")
            return f"{condition}: {error}" if error else str(condition)
        if "ERROR_CODE" in letter.attributes:
            return f"{letter.attributes['ERROR_CODE']}: {letter.attributes.get('ERROR_MESSAGE', '')}".rstrip(": ")
        group = self._log_groups.get(letter.source or "")
        return self._logged(letter, group) if group else _NO_REASON

    def redrive(self, letter: DeadLetter) -> bool:
        """Whether it went back to the queue that it came from. It is deleted only once it is there, so it may come twice."""
        if letter.source is None:
            return False
        self._sqs.send_message(QueueUrl=self._url_of(letter.source), MessageBody=letter.body)
        self.discard(letter)
        return True

    def discard(self, letter: DeadLetter) -> None:
        self._sqs.delete_message(QueueUrl=letter.queue_url, ReceiptHandle=letter.receipt)

    def release(self, letter: DeadLetter) -> None:
        """Others see it again at once."""
        self._sqs.change_message_visibility(
            QueueUrl=letter.queue_url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
        )

    def _urls(self) -> list[str]:
        """Of the queues that others name as theirs for dead letters."""
        queues = {each.logical_id: each for each in self._deployment.assembly.resources("AWS::SQS::Queue")}
        policies = (each.properties.get("RedrivePolicy") for each in queues.values())
        names = {policy["deadLetterTargetArn"]["Fn::GetAtt"][0] for policy in policies if policy}
        return [self._deployment.physical_name(queues[name]) for name in sorted(names)]

    def _in(self, url: str) -> Iterator[DeadLetter]:
        asked = {"MaxNumberOfMessages": 10, "VisibilityTimeout": _SEEN_SECONDS}
        names = {"MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        while found := self._sqs.receive_message(QueueUrl=url, **asked, **names).get("Messages", []):
            for message in found:
                told = message.get("MessageAttributes", {})
                yield DeadLetter(
                    message_id=message["MessageId"],
                    queue_url=url,
                    receipt=message["ReceiptHandle"],
                    body=message["Body"],
                    sent_at=datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC),
                    attributes={name: each.get("StringValue", "") for name, each in told.items()},
                    source=message["Attributes"].get("DeadLetterQueueSourceArn"),
                )

    def _url_of(self, arn: str) -> str:
        return str(self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"])

    @cached_property
    def _log_groups(self) -> dict[str, str]:
        """By a queue's ARN, the log group of the function that works on it."""
        deployment = self._deployment
        named = {each.logical_id: each for stack in deployment.assembly.stacks for each in stack.resources.values()}
        found = {}
        for mapping in deployment.assembly.resources("AWS::Lambda::EventSourceMapping"):
            arn = mapping.properties["EventSourceArn"]
            if isinstance(arn, dict) and "Fn::GetAtt" in arn:  # a stream's is another
                url = deployment.physical_name(named[arn["Fn::GetAtt"][0]])
                asked = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
                function: Resource = named[mapping.properties["FunctionName"]["Ref"]]
                group = named[function.properties["LoggingConfig"]["LogGroup"]["Ref"]]
                found[asked["Attributes"]["QueueArn"]] = deployment.physical_name(group)
        return found

    def _logged(self, letter: DeadLetter, group: str) -> str:
        """The last line of the latest exception about the message."""
        asked = {"logGroupName": group, "filterPattern": f'{{ $.message_id = "{letter.message_id}" }}'}
        pages = self._deployment.client("logs").get_paginator("filter_log_events").paginate(**asked)
        said = [event["message"] for page in pages for event in page["events"]]
        if not said:
            return _NO_REASON
        lines = str(json.loads(said[-1]).get("exception", "")).strip().splitlines()
        return lines[-1] if lines else _NO_REASON


def act(letters: DeadLetters, *, redrive: str | None, discard: str | None) -> list[str]:
    """What is there, or what was done with each. Raises LookupError for an id that is not there."""
    chosen, told = redrive or discard, []
    listed = letters.listed()
    wanted = [each for each in listed if chosen in (None, ALL, each.message_id)]
    for letter in listed:
        if chosen is None or letter not in wanted:
            letters.release(letter)
    if chosen not in (None, ALL) and not wanted:
        raise LookupError(f"no dead letter {chosen}")
    for letter in wanted:
        if redrive:
            is_back = letters.redrive(letter)
            told.append(f"{letter.message_id} {'went back' if is_back else 'has no queue to go back to: discard it'}")
            if not is_back:
                letters.release(letter)
        elif discard:
            letters.discard(letter)
            told.append(f"{letter.message_id} is discarded: {letter.body}")
        else:
            came = letter.source.rpartition(":")[2] if letter.source else "a stream or a schedule"
            told.append(
                f"{letter.message_id}  {letter.sent_at:%Y-%m-%d %H:%M}  from {came}\n"
                f"  {letters.reason(letter)}\n  {letter.body[:500]}"
            )
    return told or ["There are no dead letters."]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.dead_letters", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--redrive", help="an id, or `all`: send it back to its queue")
    what.add_argument("--discard", help="an id, or `all`: delete it")
    options = parser.parse_args(arguments)
    try:
        done = act(
            DeadLetters(deployment_of(options.assembly)),
            redrive=options.redrive or None,
            discard=options.discard or None,
        )
    except LookupError as unknown:
        print(unknown, file=sys.stderr)
        sys.exit(1)
    print("\n".join(done))


if __name__ == "__main__":
    main()
