"""The changes of a table, passed on to one function: in order, tried again, and never dropped silently."""

import json
from collections.abc import Sequence

from aws_cdk import CfnDynamicReference, CfnDynamicReferenceService
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from schema import budgets
from stacks.parts.alarms import Graphs
from stacks.parts.dead_letters import DeadLetters
from stacks.parts.function import AppFunction

_READ = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html"""


class TableStream(Construct):
    """The event source mapping. What was given up is told to the dead-letter queue.

    `stream_parameter` names the SSM parameter with the stream's ARN. Read from another stack's output, the ARN would have
    CloudFormation replace the mapping, and a second one for the same function and stream is refused.
    `sort_keys` are prefixes: only rows whose sort key begins with one of them reach the function.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        table: dynamodb.Table,
        stream_parameter: str,
        consumer: AppFunction,
        sort_keys: Sequence[str],
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, id_)
        consumer.allow([f"dynamodb:{operation}" for operation in _READ], f"{table.table_arn}/stream/*")
        consumer.allow(["sqs:SendMessage"], dead_letters.queue.queue_arn)
        # The construct for all sources would grant what is granted above once more.
        lambda_.CfnEventSourceMapping(
            self,
            "Consumer",
            function_name=consumer.function.function_name,
            event_source_arn=CfnDynamicReference(CfnDynamicReferenceService.SSM, stream_parameter).to_string(),
            starting_position="TRIM_HORIZON",
            batch_size=budgets.STREAM_BATCH,
            bisect_batch_on_function_error=True,
            function_response_types=["ReportBatchItemFailures"],
            maximum_retry_attempts=budgets.STREAM_RETRIES,
            destination_config=lambda_.CfnEventSourceMapping.DestinationConfigProperty(
                on_failure=lambda_.CfnEventSourceMapping.OnFailureProperty(destination=dead_letters.queue.queue_arn)
            ),
            filter_criteria=_by_sort_key(sort_keys),
        ).node.add_dependency(consumer.role)
        self._consumer = consumer

    def graphs(self) -> Graphs:
        """What the dashboard shows of it."""
        oldest = self._consumer.function.metric("IteratorAge", label=self.node.id, statistic="Maximum")
        failed = self._consumer.outcome("MessageFailed", label=self._consumer.folder)
        return {"Oldest change (ms)": [oldest], "Unexpected failures": [failed]}


def _by_sort_key(prefixes: Sequence[str]) -> lambda_.CfnEventSourceMapping.FilterCriteriaProperty:
    pattern = {"dynamodb": {"Keys": {"sk": {"S": [{"prefix": prefix} for prefix in prefixes]}}}}
    return lambda_.CfnEventSourceMapping.FilterCriteriaProperty(
        filters=[lambda_.CfnEventSourceMapping.FilterProperty(pattern=json.dumps(pattern))]
    )
