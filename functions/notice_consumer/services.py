"""What notices are written and sent with, made from the function's environment."""

from functools import cached_property

from pixelflare.accounts import UserStore
from pixelflare.aws.mails import Mailer
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.aws.user_accounts import UserAccounts
from pixelflare.catalog import ImageStore
from pixelflare.notices import Letters, NoticeServices, Switchboard
from schema.env.base import OFF
from schema.env.notice_consumer import NoticeConsumerEnv


class Services:
    def __init__(self, env: NoticeConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def notices(self) -> NoticeServices:
        env, core = self.env, Table(self.env.core_table)
        return NoticeServices(
            letters=Letters(Table(env.ephemeral_table)),
            switchboard=Switchboard(core),
            users=UserStore(core),
            images=ImageStore(core),
            addresses=UserAccounts(env.user_pool_id),
            mailer=None if env.mail_sender == OFF else Mailer(env.mail_sender),
            queue=Queue(env.notice_queue_url),
            public_url=lambda: self.parameters.value(env.public_url_parameter),
            secret=lambda: self.parameters.secret(env.address_key_parameter),
        )
