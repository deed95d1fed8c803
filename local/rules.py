"""Event rules on the store's event bus.

The store matches patterns and sends events to queues by itself, but it cannot call a function. So a rule with a
function as its target gets its own queue here. A poller passes that queue to the function (`local.queues`).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.provisioned import Provisioned, Resolved
from local.resolve import ACCOUNT, REGION

Client = Callable[[str], Any]


@dataclass(frozen=True)
class FunctionTarget:
    """A function that a rule calls, and the queue of its events. Without a queue, the clock calls it."""

    rule: str
    function: str
    input: str | None
    queue_url: str | None = None


def create_rules(here: Provisioned, *, client: Client) -> None:
    """Every enabled rule that has an event pattern, on the store's event bus."""
    events, sqs = client("events"), client("sqs")
    for rule in here.resources("AWS::Events::Rule"):
        if "EventPattern" not in rule.properties or rule.properties.get("State") == "DISABLED":
            continue
        bus = rule.properties.get("EventBusName", "default")
        if bus != "default":
            _ensure_bus(events, bus)
        events.put_rule(
            Name=rule.identifier, EventPattern=json.dumps(rule.properties["EventPattern"]), EventBusName=bus
        )
        targets = [_store_target(target, rule, sqs) for target in rule.properties.get("Targets", [])]
        events.put_targets(Rule=rule.identifier, Targets=targets, EventBusName=bus)


def function_targets(here: Provisioned, *, sqs: Any) -> list[FunctionTarget]:
    """The functions that event rules and scheduled rules call."""
    found = []
    for rule in here.resources("AWS::Events::Rule"):
        for target in rule.properties.get("Targets", []):
            if is_function(target["Arn"]):
                queue = None
                if "EventPattern" in rule.properties:
                    queue = sqs.get_queue_url(QueueName=_waiting_room(rule, target))["QueueUrl"]
                name = target["Arn"].split(":function:", 1)[1]
                found.append(FunctionTarget(rule.identifier, name, target.get("Input"), queue))
    return found


def waiting_rooms(here: Provisioned, *, sqs: Any) -> set[str]:
    """The addresses of the queues that stand here between a rule and its function."""
    return {target.queue_url for target in function_targets(here, sqs=sqs) if target.queue_url is not None}


def is_function(arn: str) -> bool:
    return arn.startswith("arn:aws:lambda:")


def _ensure_bus(events: Any, bus: str) -> None:
    known = {each["Name"] for each in events.list_event_buses()["EventBuses"]}
    if bus.rsplit("/", 1)[-1] not in known:
        events.create_event_bus(Name=bus.rsplit("/", 1)[-1])


def _waiting_room(rule: Resolved, target: Mapping[str, Any]) -> str:
    return f"{rule.identifier[:60]}-{target['Id'][:18]}"


def _store_target(target: Mapping[str, Any], rule: Resolved, sqs: Any) -> dict[str, Any]:
    kept = {name: target[name] for name in ("Id", "Arn", "Input", "InputPath", "InputTransformer") if name in target}
    if is_function(target["Arn"]):
        queue = _waiting_room(rule, target)
        sqs.create_queue(QueueName=queue)
        kept["Arn"] = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
    return kept
