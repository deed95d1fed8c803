"""Where everything ends up that failed in the background: one queue, and one alarm."""

from aws_cdk import aws_sqs as sqs
from constructs import Construct

from schema import budgets
from stacks.parts.alarms import MINUTE, Alarms, Graphs
from stacks.parts.durations import duration


class DeadLetters(Construct):
    """Messages of several queues, and what a stream or a schedule gave up. SQS knows where each message came from."""

    def __init__(self, scope: Construct, id_: str, *, alarms: Alarms) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=duration(budgets.SQS_LONGEST_RETENTION),
        )
        alarms.watch(
            id_,
            self.queue.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
            at_least=1,
            meaning=f"work in the background failed {budgets.ATTEMPTS} times and waits in the dead-letter queue",
        )

    def graphs(self) -> Graphs:
        """What the dashboard shows of it."""
        return {"Dead letters": [self.queue.metric_approximate_number_of_messages_visible(label=self.node.id)]}
