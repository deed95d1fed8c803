"""functions/notice_consumer and its queue: owners are told of what happens by e-mail, where a sender is set up."""

from aws_cdk import Aws
from constructs import Construct

from schema import budgets
from schema.env.base import OFF
from schema.env.notice_consumer import NoticeConsumerEnv
from stacks.parts.alarms import Graphs
from stacks.parts.function import AppFunction
from stacks.parts.mail_sender import sender_of
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation


class NoticeConsumer(AppFunction):
    """Without a sender nobody polls its queue, which stays empty."""

    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters, identity = on.storage, on.parameters, on.settings.ses_identity
        super().__init__(
            scope,
            "notice_consumer",
            on.common,
            env=NoticeConsumerEnv(
                core_table=storage.core.table_name,
                ephemeral_table=storage.ephemeral.table_name,
                notice_queue_url=OFF,  # below: the queue is made for the function
                user_pool_id=storage.users.user_pool_id,
                address_key_parameter=parameters.address_key,
                public_url_parameter=parameters.public_url,
                mail_sender=sender_of(identity) if identity else OFF,
            ),
            memory_mb=256,
            timeout=budgets.NOTICE_TIMEOUT,
        )
        # Switches, the owner's language, and what pictures are called now.
        self.allow_table(storage.core, "GetItem")
        # What waits to be told, and what was told.
        self.allow_table(storage.ephemeral, "GetItem", "PutItem")
        # The address, which is kept nowhere else.
        self.allow(["cognito-idp:AdminGetUser"], storage.users.user_pool_arn)
        # Signs what switches a kind off; links.
        names = parameters.address_key, parameters.public_url
        self.allow(["ssm:GetParameters"], *map(parameters.arn, names))
        if identity:
            self.allow(["ses:SendEmail"], f"arn:{Aws.PARTITION}:ses:{Aws.REGION}:{Aws.ACCOUNT_ID}:identity/{identity}")
        self.work = WorkQueue(
            scope,
            "Notices",
            consumer=self,
            dead_letters=on.common.dead_letters,
            batches=budgets.AWAITED,
            enabled=bool(identity),
        )
        self.work.admit(self)  # a letter that is due later is a message of its own
        self.function.add_environment("NOTICE_QUEUE_URL", self.work.queue.queue_url)

    def graphs(self) -> Graphs:
        return {**super().graphs(), "Notices by e-mail": [self.outcome("NoticeRefused", label="refused by SES")]}
