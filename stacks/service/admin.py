"""functions/admin: what operators see of the installation, and do about what has failed.

Apart from the API, because nobody else needs its rights: to read every log, the user pool, and what has failed.
"""

from collections.abc import Mapping
from typing import TypeVar

from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from schema.env.admin import AdminEnv
from stacks.parts.function import AppFunction
from stacks.parts.parameters import ParameterNames, list_of_parts
from stacks.parts.scheduled_function import ScheduledFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation

Part = TypeVar("Part", bound=Construct)


class Admin(AppFunction):
    looks_at_all = True
    requests_per_second = 20  # for a few people, so that nobody uses it against the account's other calls
    routes = (
        *(f"ANY /v1/admin/{path}" for path in ("owners", "health", "failures", "dead-letters")),
        "ANY /v1/admin/dead-letters/{proxy+}",
    )

    def __init__(self, scope: Construct, on: Foundation) -> None:
        work, names = (
            _all(scope, WorkQueue),
            {kind: list_of_parts(scope, kind) for kind in ("work-queues", "log-groups")},
        )
        dead_letters = _dead_letters(on, work)
        super().__init__(scope, "admin", on.common, env=_env(on, names, dead_letters), memory_mb=512)
        functions = _all(scope, AppFunction)
        _name(scope, names, work, functions)
        core, storage = on.storage.core, on.storage
        # Owners and what they use; who calls: a login's first request makes its user, and a key's use is noted.
        self.allow_table(core, "GetItem", "Query", "PutItem", "UpdateItem")
        self.allow_table(storage.derived, "Query", "BatchGetItem")
        # Rate limits, and kept answers.
        self.allow_table(storage.ephemeral, "PutItem", "UpdateItem", "DeleteItem")
        self.allow_table(storage.audit, "PutItem")
        self.allow(["cognito-idp:ListUsers"], storage.users.user_pool_arn)
        self._handle_dead_letters(work, list(dead_letters.values()))
        self.allow(["logs:FilterLogEvents"], *(each.log_group.log_group_arn for each in functions))
        # Metrics have no names in policies: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
        self.allow(["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"], "*")
        parameters = on.parameters
        read = [parameters.owner_pepper, parameters.api_key_pepper, parameters.cursor_key, parameters.idempotency_key]
        self.allow(["ssm:GetParameters"], *map(ParameterNames.arn, [*read, *names.values()]))
        self.allow(["secretsmanager:GetSecretValue"], on.origin_proof.secret_arn)

    def _handle_dead_letters(self, work: list[WorkQueue], dead_letters: list[sqs.Queue]) -> None:
        self.allow(
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
            *(queue.queue_arn for queue in dead_letters),
        )
        # Back to where they came from, and how many there are.
        self.allow(["sqs:SendMessage", "sqs:GetQueueUrl"], *(each.queue.queue_arn for each in work))
        everywhere = [*(each.queue for each in work), *dead_letters]
        self.allow(["sqs:GetQueueAttributes"], *(queue.queue_arn for queue in everywhere))


def _all(scope: Construct, kind: type[Part]) -> list[Part]:
    found = [child for child in scope.node.children if isinstance(child, kind)]
    return sorted(found, key=lambda each: str(each.node.id))


def _dead_letters(on: Foundation, work: list[WorkQueue]) -> dict[str, sqs.Queue]:
    """Those that queues have for themselves, by the queue's name, and the one that all others share."""
    shared = on.common.dead_letters
    own = {each.node.id: each.dead_letters for each in work if each.dead_letters is not shared.queue}
    return own | {shared.node.id: shared.queue}


def _name(scope: Construct, names: Mapping[str, str], work: list[WorkQueue], functions: list[AppFunction]) -> None:
    """The parameters that say what queues and logs are called. A variable of the function could not hold it all."""
    queues = [f"{each.node.id}|{each.queue.queue_name}|{each.consumer.folder}" for each in work]
    groups = [f"{each.folder}|{each.log_group.log_group_name}" for each in functions]
    ssm.StringParameter(scope, "WorkQueues", parameter_name=names["work-queues"], string_value=" ".join(queues))
    ssm.StringParameter(scope, "LogGroups", parameter_name=names["log-groups"], string_value=" ".join(groups))


def _env(on: Foundation, names: Mapping[str, str], dead_letters: Mapping[str, sqs.Queue]) -> AdminEnv:
    storage, parameters = on.storage, on.parameters
    clocked = _all(on.scope, ScheduledFunction)
    return AdminEnv(
        core_table=storage.core.table_name,
        derived_table=storage.derived.table_name,
        ephemeral_table=storage.ephemeral.table_name,
        audit_table=storage.audit.table_name,
        user_pool_id=storage.users.user_pool_id,
        user_pool_client_id=storage.web_client.user_pool_client_id,
        owner_pepper_parameter=parameters.owner_pepper,
        api_key_pepper_parameter=parameters.api_key_pepper,
        cursor_key_parameter=parameters.cursor_key,
        idempotency_key_parameter=parameters.idempotency_key,
        origin_proof_secret=on.origin_proof.secret_arn,
        dead_letter_queues=tuple(f"{name}|{queue.queue_url}" for name, queue in dead_letters.items()),
        schedules=tuple(f"{each.folder}|{each.function.function_name}" for each in clocked),
        work_queues_parameter=names["work-queues"],
        log_groups_parameter=names["log-groups"],
        alarm_prefix=f"{on.scope.node.get_context('name')}-",
        **on.settings._asdict(),  # those that the model has
    )
