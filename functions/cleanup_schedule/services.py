"""What the clean-up works with, made from its environment."""

from functools import cached_property

from pixelflare.accounts import Deletions, LinkStore, UserStore
from pixelflare.audit import AuditLog
from pixelflare.aws.edge import Edge
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.aws.user_accounts import UserAccounts
from pixelflare.aws.vectors import S3Vectors
from pixelflare.catalog import BinStore, ClaimStore, DueWork, ImageStore, TagStore
from pixelflare.cleanup import CleanupServices, OwnerRows
from pixelflare.custom_domains import DomainStore
from pixelflare.members import MemberStore
from pixelflare.search import SearchIndex
from pixelflare.variants import PublishLeases, VariantStore
from pixelflare.vision import ContentAnalyses
from schema.env.base import OFF
from schema.env.cleanup_schedule import CleanupScheduleEnv


class Services:
    def __init__(self, env: CleanupScheduleEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def ephemeral(self) -> Table:
        return Table(self.env.ephemeral_table)

    @cached_property
    def cleanup(self) -> CleanupServices:
        core, derived, env = Table(self.env.core_table), Table(self.env.derived_table), self.env
        public, private = ObjectStore(env.public_bucket), ObjectStore(env.private_bucket)
        return CleanupServices(
            due=DueWork(core),
            images=ImageStore(core),
            bin=BinStore(core),
            claims=ClaimStore(core),
            tags=TagStore(core),
            index=SearchIndex(derived),
            analyses=ContentAnalyses(core),
            audit=AuditLog(Table(env.audit_table), cursor_key=bytes),  # it gives no pages
            users=UserStore(core),
            deletions=Deletions(core),
            user_accounts=UserAccounts(env.user_pool_id),
            links=LinkStore(core),
            owner_rows=OwnerRows(core, derived),
            members=MemberStore(core),
            uploads=ObjectStore(env.uploads_bucket),
            multipart=MultipartUploads(env.uploads_bucket),
            originals=ObjectStore(env.originals_bucket),
            public=public,
            private=private,
            exports=ObjectStore(env.exports_bucket),
            variant_store=VariantStore(public, private),
            publish_leases=PublishLeases(self.ephemeral),
            edge=Edge(env.distribution_id_parameter, parameters=self.parameters),
            variant_queue=Queue(env.variant_queue_url),
            classifications=None if env.classification_queue_url == OFF else Queue(env.classification_queue_url),
            domains=DomainStore(core),
            domain_queue=Queue(env.domain_queue_url),
            vectors=None if env.meaning_index == OFF else S3Vectors(env.meaning_index),
        )
