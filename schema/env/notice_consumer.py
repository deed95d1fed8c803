"""Settings of functions/notice_consumer."""

from schema.env.base import Env


class NoticeConsumerEnv(Env):
    core_table: str
    ephemeral_table: str
    notice_queue_url: str
    user_pool_id: str
    address_key_parameter: str
    public_url_parameter: str
    mail_sender: str
    """The address that letters come from; `off` where none is set up."""
