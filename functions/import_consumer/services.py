"""What imports work with, made from the function's environment."""

from datetime import datetime
from functools import cached_property

from pixelflare.accounts import Standings, UserStore
from pixelflare.audit import AuditLog
from pixelflare.aws.multipart import MultipartUploads
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.queues import Queue
from pixelflare.aws.table import Table
from pixelflare.brake import Brake
from pixelflare.catalog import AlbumStore, ImageStore, OriginStore, UploadLifecycle, UploadStore
from pixelflare.events import EventSubscriptions, pass_on
from pixelflare.imports import ImportServices, ImportSource, ImportStore, TakeServices, secret_of, source_of
from pixelflare.outgoing import OutgoingClient
from pixelflare.uploads import ClaimServices
from pixelflare.usage import Admissions
from schema.env.import_consumer import ImportConsumerEnv
from schema.library.events import LibraryEvent, Subscriber
from schema.library.imports import Import


class Services:
    def __init__(self, env: ImportConsumerEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)
        self._core = Table(env.core_table)

    @cached_property
    def imports(self) -> ImportServices:
        return ImportServices(
            store=self._store,
            queue=Queue(self.env.import_queue_url),
            standings=Standings(self._users),
            brake=Brake(self._core),
            take=self._take,
            source=self._source,
            tell=self._tell,
        )

    def _tell(self, event: LibraryEvent) -> None:
        pass_on(event, subscriptions=self._subscriptions, queues=self._subscribers, now=event.at)

    @cached_property
    def _subscriptions(self) -> EventSubscriptions:
        return EventSubscriptions(self._core)

    @cached_property
    def _subscribers(self) -> dict[Subscriber, Queue]:
        queues = {Subscriber.WEBHOOKS: Queue(self.env.webhook_queue_url)}
        return queues | ({Subscriber.NOTICES: Queue(self.env.notice_queue_url)} if self.env.notices else {})

    @cached_property
    def outgoing(self) -> OutgoingClient:
        return OutgoingClient()

    @cached_property
    def _store(self) -> ImportStore:
        return ImportStore(Table(self.env.ephemeral_table))

    @cached_property
    def _users(self) -> UserStore:
        return UserStore(self._core)

    @cached_property
    def _audit(self) -> AuditLog:
        return AuditLog(Table(self.env.audit_table), cursor_key=bytes)  # it gives no pages

    @cached_property
    def _images(self) -> ImageStore:
        return ImageStore(self._core)

    def _take(self, since: datetime) -> TakeServices:
        admissions = Admissions(self._core, users=self._users, audit=self._audit, are_on=self.env.plans)
        bucket = self.env.uploads_bucket
        return TakeServices(
            images=self._images,
            albums=AlbumStore(self._core),
            records=UploadStore(self._core),
            origins=OriginStore(self._core),
            claims=ClaimServices(
                self._images,
                UploadLifecycle(self._core),
                ObjectStore(bucket),
                MultipartUploads(bucket),
                admissions,
                since,
            ),
            audit=self._audit,
        )

    def _source(self, job: Import) -> ImportSource:
        secret = secret_of(job, self._store, secret=lambda: self.parameters.secret(self.env.address_key_parameter))
        return source_of(job, secret, outgoing=self.outgoing, private_allowed=self.env.backup_private_hosts)
