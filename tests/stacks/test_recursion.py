"""A function that sends to its own queue says that it means to.

Lambda detects such loops, and stops them after about 16 calls unless the function's RecursiveLoop is Allow.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from typing import Any

from tests.functions import FUNCTIONS
from tests.stacks.reading import rights


def test_only_functions_that_send_to_their_own_queue_may_call_themselves(resources: dict[str, Any]) -> None:
    sends_to_itself = {
        function
        for function in FUNCTIONS
        if {queue for action, queue in _queues(resources, function) if action == "sqs:SendMessage"}
        & {queue for action, queue in _queues(resources, function) if action == "sqs:ReceiveMessage"}
    }
    allowed = {
        str(resource["Properties"]["Handler"]).split(".")[1]
        for resource in resources.values()
        if resource["Type"] == "AWS::Lambda::Function" and resource["Properties"].get("RecursiveLoop") == "Allow"
    }
    assert allowed == sends_to_itself
    assert {"import_consumer", "export_consumer"} <= allowed


def _queues(resources: dict[str, Any], function: str) -> set[tuple[str, str]]:
    return {(action, str(resource)) for action, resource in rights(resources, function) if action.startswith("sqs:")}
