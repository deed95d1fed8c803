"""What exports are made with, from the function's environment."""

from functools import cached_property

from pixelflare.analytics import RollupReader
from pixelflare.audit import AuditLog
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.backups import LibraryRows
from pixelflare.costs import CostQuestions, CostRecords
from pixelflare.custom_domains import DomainStore
from pixelflare.exports import ExportServices, ExportStore, OtherSettings, Sources
from pixelflare.notices import Switchboard
from pixelflare.search import SentenceCounts
from pixelflare.webhooks import WebhookStore
from schema.env.export_consumer import ExportConsumerEnv


class Services:
    def __init__(self, env: ExportConsumerEnv) -> None:
        self.env = env

    @cached_property
    def exports(self) -> ExportServices:
        env, core, derived = self.env, Table(self.env.core_table), Table(self.env.derived_table)
        store = ExportStore(Table(env.ephemeral_table))
        return ExportServices(
            store=store,
            queue=Queue(env.export_queue_url),
            sources=Sources(
                rows=LibraryRows(core),
                settings=OtherSettings(
                    notices=Switchboard(core),
                    webhooks=WebhookStore(core, secret=bytes),  # it opens none
                    domains=DomainStore(core),
                ),
                originals=ObjectStore(env.originals_bucket),
                audit=AuditLog(Table(env.audit_table), cursor_key=_cursor_key),
                costs=CostQuestions(CostRecords(derived), RollupReader(derived), SentenceCounts(derived)),
                names=store,
            ),
            bucket=env.exports_bucket,
        )


def _cursor_key() -> bytes:
    """No secret: these cursors are kept in the rows of exports, which nobody else writes, and given to nobody."""
    return b"a place in the audit log that an export has come to"
