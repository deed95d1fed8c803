"""A queue that loses nothing silently: retries, then a dead-letter queue, and an alarm when something gets there."""

from datetime import timedelta

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from schema import budgets
from stacks.parts.alarms import FIVE_MINUTES, MINUTE, Alarms
from stacks.parts.durations import duration
from stacks.parts.function import AppFunction


class WorkQueue(Construct):
    """A standard queue, its dead letters and their alarms. `consumed_by` connects the one function that works on it."""

    def __init__(self, scope: Construct, id_: str, *, consumer_timeout: timedelta, alarms: Alarms) -> None:
        super().__init__(scope, id_)
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=duration(budgets.SQS_LONGEST_RETENTION),
        )
        self.queue = sqs.Queue(
            self,
            "Queue",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            visibility_timeout=duration(budgets.VISIBILITY_FACTOR * consumer_timeout),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=budgets.ATTEMPTS),
        )
        alarms.watch(
            f"{id_}DeadLetters",
            self.dead_letters.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
            at_least=1,
            meaning=f"{id_}: a message failed {budgets.ATTEMPTS} times and waits in the dead-letter queue",
        )
        alarms.watch(
            f"{id_}Age",
            self.queue.metric_approximate_age_of_oldest_message(period=FIVE_MINUTES, statistic="Maximum"),
            at_least=int(budgets.OLDEST_MESSAGE.total_seconds()),
            meaning=f"{id_}: the oldest message has waited {budgets.OLDEST_MESSAGE.total_seconds() / 60:.0f} minutes",
        )

    def consumed_by(self, consumer: AppFunction, *, max_concurrency: int) -> None:
        """Lets the function work on batches; the last two rights are how it backs off from a message that failed."""
        consumer.allow(
            [
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ChangeMessageVisibility",
                "sqs:GetQueueUrl",
            ],
            self.queue.queue_arn,
        )
        lambda_.EventSourceMapping(
            self,
            "Consumer",
            target=consumer.function,
            event_source_arn=self.queue.queue_arn,
            batch_size=budgets.BATCH_SIZE,
            max_batching_window=duration(budgets.BATCH_WINDOW),
            max_concurrency=max_concurrency,
            report_batch_item_failures=True,
        )
