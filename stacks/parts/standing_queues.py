"""One alarm for all queues that nobody waits for: SQS forgets a message after four days, and no dead letter says so."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from schema import budgets
from stacks.parts.alarms import Alarms
from stacks.parts.work_queue import WorkQueue


def watch_standing(alarms: Alarms, queues: Sequence[WorkQueue]) -> None:
    """Rings while the oldest message of any of them is older than two days. Those that have an alarm of their own, and those
    that nobody works on because they are switched off, are left out.

    AWS charges for each metric that the expression reads, and takes ten of them.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html
    """
    watched = [each for each in queues if each.is_worked_on and not each.has_own_age_alarm]
    ages = {f"q{number}": _age(queue) for number, queue in enumerate(watched)}
    # A queue that was empty for hours has no values.
    filled = ", ".join(f"FILL({name}, 0)" for name in ages)
    alarms.watch(
        "QueuesStandStill",
        cloudwatch.MathExpression(expression=f"MAX([{filled}])", using_metrics=ages, period=Duration.hours(1)),
        at_least=int(budgets.STANDING_MESSAGE.total_seconds()),
        meaning="a message of a queue that nobody waits for is two days old; SQS forgets it after four",
    )


def _age(queue: WorkQueue) -> cloudwatch.IMetric:
    return queue.queue.metric_approximate_age_of_oldest_message(
        label=queue.node.id, period=Duration.hours(1), statistic="Maximum"
    )
