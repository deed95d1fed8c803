"""Who may send mails, and from where."""

from collections.abc import Iterator
from typing import Any

from tests.stacks.reading import as_list, flat, of_type, rights, statements


def _senders(resources: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(policy, action, resource) of every right at SES that a role has; a wildcard over all services is one."""
    for name, policy in of_type(resources, "AWS::IAM::Policy").items():
        for statement in statements(policy):
            for action in as_list(statement["Action"]):
                if action == "*" or action.startswith("ses:"):
                    yield from ((name, action, flat(resource)) for resource in as_list(statement["Resource"]))


def test_the_function_of_notices_alone_may_send_and_from_the_identity_alone(switched_on: dict[str, Any]) -> None:
    """A wildcard would let it write in the name of every domain that the account has verified."""
    identity = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/example.com"
    service = switched_on["service"]["Resources"]
    assert {each for each in rights(service, "notice_consumer") if each[0].startswith("ses:")} == {
        ("ses:SendEmail", identity)
    }
    found = [each for template in switched_on.values() for each in _senders(template["Resources"])]
    assert [(action, resource) for _, action, resource in found] == [("ses:SendEmail", identity)]


def test_nobody_may_send_without_a_sender(resources: dict[str, Any]) -> None:
    assert list(_senders(resources)) == []
