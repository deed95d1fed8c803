"""What of the templates nobody would hear of: queues, schedules, functions, APIs and distributions without a graph or an alarm."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.stacks.reading import flat, of_type, the

Resources = dict[str, Any]


class Read(NamedTuple):
    """A metric, by the dimensions that it is read with."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]


def metric(namespace: str, name: str, **dimensions: str) -> Read:
    return Read(namespace, name, frozenset(dimensions.items()))


def unwatched(resources: Resources) -> list[str]:
    """One sentence for each gap."""
    shown, heard = set(_shown(resources)), {each for reads in alarms(resources).values() for each in reads}
    return sorted(set(_Gaps(resources, shown, heard).all()))


def alarms(resources: Resources) -> dict[str, set[Read]]:
    """What each alarm reads that tells somebody."""
    (topic,) = of_type(resources, "AWS::SNS::Topic")
    return {
        name: set(_reads(alarm))
        for name, alarm in of_type(resources, "AWS::CloudWatch::Alarm").items()
        if any(topic in flat(action) for action in alarm.get("AlarmActions", []))
    }


def _reads(alarm: dict[str, Any]) -> Iterator[Read]:
    parts = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each] or [alarm]
    for part in parts:
        dimensions = {each["Name"]: flat(each["Value"]) for each in part.get("Dimensions", [])}
        yield metric(part["Namespace"], part["MetricName"], **dimensions)


def _shown(resources: Resources) -> Iterator[Read]:
    """What the dashboard draws. A search over distributions finds each."""
    body = json.loads(flat(the(resources, "AWS::CloudWatch::Dashboard")["DashboardBody"]))
    for row in (row for widget in body["widgets"] for row in widget["properties"]["metrics"]):
        if "expression" in row[0]:
            assert row[0]["expression"].startswith("SEARCH('{AWS/CloudFront,DistributionId,Region}")
            yield from (distribution_errors(name) for name in of_type(resources, "AWS::CloudFront::Distribution"))
        else:
            namespace, name, *dimensions = row[:-1]
            yield metric(namespace, name, **dict(zip(dimensions[::2], dimensions[1::2], strict=True)))


def distribution_errors(distribution: str) -> Read:
    return metric("AWS/CloudFront", "5xxErrorRate", DistributionId=f"${{{distribution}}}", Region="Global")


def _means(function: str, reference: Any) -> bool:
    return flat(reference) in (f"${{{function}}}", f"${{{function}.Arn}}")


class _Gaps:
    def __init__(self, resources: Resources, shown: set[Read], heard: set[Read]) -> None:
        self._resources, self._shown, self._heard = resources, shown, heard

    def all(self) -> Iterator[str]:
        for queue, properties in self._of("AWS::SQS::Queue"):
            yield from self._of_queue(queue, properties)
        for rule, properties in self._of("AWS::Events::Rule"):
            yield from self._of_rule(rule, properties)
        for schedule, _ in self._of("AWS::Scheduler::Schedule"):
            yield f"{schedule}: a schedule of a kind that tests/stacks/watched.py does not know"
        for function, _ in self._of("AWS::Lambda::Function"):
            yield from self._of_function(function)
        for api, _ in self._of("AWS::ApiGatewayV2::Api"):
            yield from self._both(api, "its 5xx", metric("AWS/ApiGateway", "5xx", ApiId=f"${{{api}}}"))
        for distribution, _ in self._of("AWS::CloudFront::Distribution"):
            yield from self._both(distribution, "its 5xx", distribution_errors(distribution))

    def _of(self, type_: str) -> list[tuple[str, dict[str, Any]]]:
        return list(of_type(self._resources, type_).items())

    def _both(self, what: str, which: str, read: Read) -> Iterator[str]:
        yield from self._drawn(what, which, read)
        if read not in self._heard:
            yield f"{what}: no alarm for {which}"

    def _drawn(self, what: str, which: str, read: Read) -> Iterator[str]:
        if read not in self._shown:
            yield f"{what}: {which} is not on the dashboard"

    def _of_queue(self, queue: str, properties: dict[str, Any]) -> Iterator[str]:
        age = metric("AWS/SQS", "ApproximateAgeOfOldestMessage", QueueName=f"${{{queue}.QueueName}}")
        if "RedrivePolicy" not in properties:
            letters = metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", QueueName=f"${{{queue}.QueueName}}")
            yield from self._both(queue, "its dead letters", letters)
        elif self._is_worked_on(queue):
            yield from self._both(queue, "the age of its oldest message", age)
            yield from self._dead(queue, properties["RedrivePolicy"]["deadLetterTargetArn"])
        else:
            yield from self._drawn(queue, "the age of its oldest message", age)

    def _is_worked_on(self, queue: str) -> bool:
        """One that is switched off gets no messages."""
        mappings = [each for _, each in self._of("AWS::Lambda::EventSourceMapping") if self._reads_queue(each, queue)]
        return not mappings or any(each.get("Enabled", True) for each in mappings)

    @staticmethod
    def _reads_queue(mapping: dict[str, Any], queue: str) -> bool:
        return _means(queue, mapping["EventSourceArn"])

    def _dead(self, what: str, target: Any) -> Iterator[str]:
        """A dead-letter queue is a queue without one of its own, which the rule for queues looks at."""
        queues = dict(self._of("AWS::SQS::Queue"))
        if not any(_means(name, target) and "RedrivePolicy" not in each for name, each in queues.items()):
            yield f"{what}: no dead-letter queue"

    def _of_rule(self, rule: str, properties: dict[str, Any]) -> Iterator[str]:
        """What it cannot call at all becomes a dead letter."""
        for target in properties["Targets"]:
            yield from self._dead(rule, target.get("DeadLetterConfig", {}).get("Arn", ""))
            if "ScheduleExpression" in properties:
                yield from self._of_scheduled(rule, target)
        if properties.get("State") != "ENABLED":
            yield f"{rule}: is switched off"

    def _of_scheduled(self, rule: str, target: dict[str, Any]) -> Iterator[str]:
        """A run that failed, that was turned away for six hours, or whose event came too late, becomes a dead letter as well."""
        functions = [name for name, _ in self._of("AWS::Lambda::Function") if _means(name, target["Arn"])]
        if not functions:
            yield f"{rule}: calls something that tests/stacks/watched.py does not know"
        for function in functions:
            runs = metric("AWS/Lambda", "Invocations", FunctionName=f"${{{function}}}")
            yield from self._drawn(rule, "whether it runs", runs)
            failures = [
                each for _, each in self._of("AWS::Lambda::EventInvokeConfig") if _means(function, each["FunctionName"])
            ]
            if not failures:
                yield f"{rule}: runs of {function} that fail are lost"
            for each in failures:
                yield from self._dead(rule, each["DestinationConfig"]["OnFailure"]["Destination"])

    def _of_function(self, function: str) -> Iterator[str]:
        """Whoever calls it counts its failures (docs/decisions/0030)."""
        yield from self._drawn(function, "its errors", metric("AWS/Lambda", "Errors"))
        callers = [
            *self._mappings(function),
            *self._rules(function),
            *self._urls(function),
            *self._integrations(function),
        ]
        if not callers:
            yield f"{function}: nobody is known to call it, so nobody counts its failures"
        for gaps in callers:
            yield from gaps

    def _mappings(self, function: str) -> Iterator[list[str]]:
        for name, each in self._of("AWS::Lambda::EventSourceMapping"):
            if not _means(function, each["FunctionName"]):
                continue
            if "StartingPosition" in each:
                destination = each.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination", "")
                late = metric("AWS/Lambda", "IteratorAge", FunctionName=f"${{{function}}}")
                yield [*self._dead(name, destination), *self._drawn(name, "its lag", late)]
            else:
                yield []  # its queue is looked at

    def _rules(self, function: str) -> Iterator[list[str]]:
        for _, rule in self._of("AWS::Events::Rule"):
            if any(_means(function, target["Arn"]) for target in rule["Targets"]):
                yield []  # the rule is looked at

    def _urls(self, function: str) -> Iterator[list[str]]:
        for _, each in self._of("AWS::Lambda::Url"):
            if _means(function, each["TargetFunctionArn"]):
                failures = metric("AWS/Lambda", "Url5xxCount", FunctionName=f"${{{function}}}")
                yield list(self._both(function, "the 5xx of its URL", failures))

    def _integrations(self, function: str) -> Iterator[list[str]]:
        for _, each in self._of("AWS::ApiGatewayV2::Integration"):
            if _means(function, each["IntegrationUri"]):
                yield []  # the API is looked at
