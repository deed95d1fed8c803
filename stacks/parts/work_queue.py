"""A queue that loses nothing silently: retries, then a dead-letter queue, and an alarm when something gets there."""

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from schema import budgets
from stacks.parts.alarms import FIVE_MINUTES, MINUTE, Alarms, Graphs
from stacks.parts.dead_letters import DeadLetters
from stacks.parts.durations import duration
from stacks.parts.function import AppFunction
from stacks.parts.settings import LEAST_CONSUMERS


class WorkQueue(Construct):
    """A standard queue, its dead letters, their alarms, and the one function that works on it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        consumer: AppFunction,
        max_concurrency: int | None = None,
        nobody_waits: bool = False,
        alarms: Alarms | None = None,
        dead_letters: DeadLetters | None = None,
        batches: budgets.Batches = budgets.BACKGROUND,
        attempts: int = budgets.ATTEMPTS,
        enabled: bool = True,
    ) -> None:
        """Where somebody waits for the work, `batches` is `budgets.AWAITED`, and `alarms` ring when it waits too long.

        One that is not enabled takes messages, and nobody works on them: polling it would cost something.
        Without `max_concurrency`, nobody waits for the work, and as few calls run at once as SQS allows: viewers and uploads come
        first. `nobody_waits` says so of work that takes more calls in larger accounts.

        Without dead letters that it shares with others, it gets its own, and needs `alarms`: one rings for them.
        """
        super().__init__(scope, id_)
        self.consumer = consumer
        self._has_own_dead_letters = dead_letters is None
        self.dead_letters = dead_letters.queue if dead_letters else self._own_dead_letters()
        self.queue = sqs.Queue(
            self,
            "Queue",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            visibility_timeout=duration(budgets.VISIBILITY_FACTOR * consumer.timeout),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=attempts),
        )
        self.is_worked_on, self.has_own_age_alarm = enabled, alarms is not None
        if alarms:
            self._watch(alarms)
        self._let_work(consumer, batches, max_concurrency=max_concurrency, enabled=enabled)
        if nobody_waits or max_concurrency is None:
            self._mapping.add_metadata(budgets.NOBODY_WAITS, True)

    def admit(self, sender: AppFunction) -> None:
        """Lets the function send messages."""
        if sender is self.consumer:
            sender.allow_recursion()
        sender.allow(["sqs:SendMessage"], self.queue.queue_arn)

    def graphs(self) -> Graphs:
        """What the dashboard shows of it."""
        graphs = {"Oldest message (s)": [self.queue.metric_approximate_age_of_oldest_message(label=self.node.id)]}
        if self.has_own_age_alarm:
            graphs["Unexpected failures"] = [self.consumer.outcome("MessageFailed", label=self.consumer.folder)]
        if self._has_own_dead_letters:
            dead = self.dead_letters.metric_approximate_number_of_messages_visible(label=self.node.id)
            graphs["Dead letters"] = [dead]
        return graphs

    def _own_dead_letters(self) -> sqs.Queue:
        return sqs.Queue(
            self,
            "DeadLetters",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=duration(budgets.SQS_LONGEST_RETENTION),
        )

    def _watch(self, alarms: Alarms) -> None:
        id_ = self.node.id
        if self._has_own_dead_letters:
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

    def _let_work(
        self, consumer: AppFunction, batches: budgets.Batches, *, max_concurrency: int | None, enabled: bool
    ) -> None:
        """The last two rights are how the function backs off from a message that failed."""
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
            batch_size=batches.size,
            max_batching_window=duration(batches.window),
            max_concurrency=max_concurrency or LEAST_CONSUMERS,
            report_batch_item_failures=True,
            enabled=None if enabled else False,
        )

    @property
    def _mapping(self) -> lambda_.CfnEventSourceMapping:
        resource = self.node.find_child("Consumer").node.default_child
        assert isinstance(resource, lambda_.CfnEventSourceMapping)
        return resource
