"""The changes of a table, passed on to one function: in order, tried again, and never dropped silently."""

import json
from collections.abc import Sequence

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from schema import budgets
from stacks.parts.alarms import FIVE_MINUTES, MINUTE, Alarms, Graphs
from stacks.parts.durations import duration
from stacks.parts.function import AppFunction

_READ = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html"""


class TableStream(Construct):
    """The event source mapping, a queue for what was given up, and alarms for that and for falling behind.

    `sort_keys` are prefixes: only rows whose sort key begins with one of them reach the function.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        table: dynamodb.Table,
        consumer: AppFunction,
        sort_keys: Sequence[str],
        alarms: Alarms,
    ) -> None:
        super().__init__(scope, id_)
        stream = table.table_stream_arn
        assert stream is not None, "the table has no stream"
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=duration(budgets.SQS_LONGEST_RETENTION),
        )
        consumer.allow([f"dynamodb:{operation}" for operation in _READ], stream)
        consumer.allow(["sqs:SendMessage"], self.dead_letters.queue_arn)
        # The construct for all sources would grant what is granted above once more.
        lambda_.CfnEventSourceMapping(
            self,
            "Consumer",
            function_name=consumer.function.function_name,
            event_source_arn=stream,
            starting_position="TRIM_HORIZON",
            batch_size=budgets.STREAM_BATCH,
            bisect_batch_on_function_error=True,
            maximum_retry_attempts=budgets.STREAM_RETRIES,
            destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=self.dead_letters.queue_arn)
            ),
            filter_criteria=_by_sort_key(sort_keys),
        ).node.add_dependency(consumer.role)
        self._watch(consumer, alarms)

    def graphs(self) -> Graphs:
        """What the dashboard shows of it."""
        dead = self.dead_letters.metric_approximate_number_of_messages_visible(label=self.node.id)
        return {"Dead letters": [dead]}

    def _watch(self, consumer: AppFunction, alarms: Alarms) -> None:
        id_ = self.node.id
        alarms.watch(
            f"{id_}DeadLetters",
            self.dead_letters.metric_approximate_number_of_messages_visible(period=MINUTE, statistic="Maximum"),
            at_least=1,
            meaning=f"{id_}: changes failed {budgets.STREAM_RETRIES + 1} times; `make search-rebuild` repairs the index",
        )
        alarms.watch(
            f"{id_}Age",
            consumer.function.metric("IteratorAge", period=FIVE_MINUTES, statistic="Maximum"),
            at_least=int(budgets.OLDEST_MESSAGE.total_seconds() * 1000),
            meaning=f"{id_}: the oldest change has waited {budgets.OLDEST_MESSAGE.total_seconds() / 60:.0f} minutes",
        )


def _by_sort_key(prefixes: Sequence[str]) -> lambda_.CfnEventSourceMapping.FilterCriteriaProperty:
    pattern = {"dynamodb": {"Keys": {"sk": {"S": [{"prefix": prefix} for prefix in prefixes]}}}}
    return lambda_.CfnEventSourceMapping.FilterCriteriaProperty(
        filters=[lambda_.CfnEventSourceMapping.FilterProperty(pattern=json.dumps(pattern))]
    )
