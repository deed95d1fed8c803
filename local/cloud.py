"""A synthesized application that runs on this machine: `with LocalCloud(assembly) as cloud: ...`."""

import json
import logging
import secrets
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.access_logs import access_logs
from local.activity import Activity
from local.assembly import Assembly
from local.clock import Clock
from local.cloudfront_api import Purge
from local.control import controlled
from local.credentials import kept_credentials
from local.distribution import Distribution, Origin
from local.distribution_tenants import DistributionTenants
from local.dns import NameServer, records_of
from local.domains import Domains
from local.function_url import function_urls
from local.functions import Function, functions_of
from local.http_api import http_apis
from local.journal import Journal
from local.mail_page import MailPage
from local.mails import Mailbox
from local.mock_auth import MockAuth
from local.provisioned import Provisioned
from local.queues import QueuePoller, mapping_pollers, target_pollers
from local.resources import provision
from local.rules import function_targets
from local.schedules import Schedules
from local.server import Edge, EdgeServer
from local.sign_in import ManagedLogin, managed_login
from local.sockets import listen
from local.state import State
from local.store import Store
from local.streams import StreamPoller, stream_pollers

WORK_SECONDS = 30.0
"""How long a stop waits for work that has begun."""
LAST_BATCH_SECONDS = 5.0
"""What a batch gets that has begun just before the stop."""
_log = logging.getLogger(__name__)


class LocalCloud:
    """Runs one application at a time in a process, because the store's data belong to the process.

    `port` is the edge's (0: any free port). The AWS endpoint takes the next port if it is free. `on_failure` is called
    when a change cannot be saved. `patience` is how many seconds a stop waits for work that has begun.
    """

    def __init__(
        self,
        assembly: Assembly,
        *,
        state: Path,
        port: int = 8787,
        root: Path | None = None,
        clock_runs: bool = True,
        packages: Sequence[Path] = (),
        on_failure: Callable[[], None] = lambda: None,
        patience: float = WORK_SECONDS,
    ) -> None:
        self._assembly = assembly
        self._folder = state
        self._port = port
        self._root = root
        self._credentials = kept_credentials(state)
        self._control = f"/_local/{secrets.token_urlsafe(24)}/"
        self._activity = Activity()
        self._journal = Journal(on_failure=on_failure)
        self._clock_runs = clock_runs
        self._packages = packages
        self._patience = patience

    def __enter__(self) -> Self:
        listener = listen(self._port)
        self.port = listener.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        purges: dict[str, Purge] = {}
        documents: dict[str, bytes] = {}
        self._store = Store(
            port=self.port + 1,
            credentials=self._credentials,
            journal=self._journal,
            wake=self._activity.wake,
            purges=purges,
            documents=documents,
            tenants=(tenants := DistributionTenants(file=self._folder / "tenants.json", seconds=0)),
            mailbox=(mailbox := Mailbox(self._folder / "mails.json")),
            control=lambda application: controlled(application, cloud=self, prefix=self._control),
        )
        self._store.start()
        self.endpoint_url = self._store.url
        self.control_url = f"{self.endpoint_url}{self._control}".rstrip("/")
        self._state = State(self._folder, client=self.client, journal=self._journal)
        self.provisioned = provision(
            self._assembly,
            client=self.client,
            host=f"localhost:{self.port}",
            root=self._root,
            secret_values=self._state.secrets(),
            fill=self._state.load,
        )
        self._state.start()
        self._start_work(self.provisioned)
        self.edge, domains = self._distributions(self.provisioned, tenants, purges)
        self._access_logs = access_logs(self.provisioned, client=self.client)
        self._server = EdgeServer(self._whole_edge(documents, domains, mailbox), listener)
        self._server.start()
        for log in self._access_logs.values():
            log.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends requests first, then work, then saves. Nothing is waited for without a limit, and after a failure not at
        all; then nothing is saved, either."""
        self._server.stop()
        self._clock.tell_to_stop()
        if self.failure is not None:
            self.abandon()
            self._end_work()
            self._store.stop()
            return
        for log in self._access_logs.values():
            log.stop()
        if not self.drain(timeout=self._patience):
            _log.warning("messages are left in the queues; they are saved and processed at the next start")
        self._end_work()
        self.abandon()  # requests that took too long may still run: they write nothing after the rest is saved
        self.retry_now()  # a message that waits for a retry cannot be received, and so cannot be saved
        self._state.stop()
        self._store.stop()

    def _end_work(self) -> None:
        """What a function does not end in time is cut off, and stays in its queue."""
        self._name_server.stop()
        threads = [self._clock, *self._pollers]
        for thread in threads:
            thread.tell_to_stop()
        ends = time.monotonic() + min(self._patience, LAST_BATCH_SECONDS)
        if not all(thread.has_stopped(within=max(0.0, ends - time.monotonic())) for thread in threads):
            self.abandon()
        for thread in threads:
            thread.has_stopped(within=None)

    def client(self, service: str) -> Any:
        """A boto3 client of the local AWS endpoint."""
        return self._store.client(service)

    def drain(self, timeout: float = 30) -> bool:
        """Waits until no message can be received and no work is running. Failed messages that wait for a retry do not
        count."""

        def is_empty() -> bool:
            return all(poller.is_empty() for poller in self._pollers)

        return self._activity.wait_until_idle(is_empty, timeout=timeout)

    def retry_now(self) -> None:
        """Retries failed messages at once."""
        for poller in self._pollers:
            poller.retry_now()

    def run_schedules(self, now: datetime) -> list[str]:
        """Fires the rules that are due up to `now` (with a time zone). Returns their logical ids."""
        return self._schedules.run(now)

    def fire(self, rule: str) -> None:
        """Fires one scheduled rule, due or not. `rule` is its logical id or the beginning of it."""
        self._schedules.fire(rule, datetime.now(UTC))

    @property
    def failure(self) -> OSError | None:
        """Why a change could not be saved: then nothing that changes anything is answered any more."""
        return self._journal.failure

    def abandon(self) -> None:
        """Ends the functions' processes. Everything that was answered is saved already."""
        for function in self.functions.values():
            function.close()

    def _start_work(self, here: Provisioned) -> None:
        self._name_server = NameServer(records_of(self._folder / "dns.txt"))
        self._name_server.start()
        sqs = self.client("sqs")
        self.functions: Mapping[str, Function] = functions_of(
            here,
            endpoint_url=self.endpoint_url,
            state=self._folder.resolve(),
            credentials=self._credentials,
            packages=self._packages,
            name_server=self._name_server.address,
        )
        targets = function_targets(here, sqs=sqs)
        self._pollers: list[QueuePoller | StreamPoller] = [
            *stream_pollers(here, functions=self.functions, sqs=sqs, activity=self._activity),
            *mapping_pollers(here, functions=self.functions, sqs=sqs, activity=self._activity),
            *target_pollers(targets, functions=self.functions, sqs=sqs, activity=self._activity),
        ]
        self._schedules = Schedules(here, functions=self.functions, sqs=sqs, now=datetime.now(UTC))
        for poller in self._pollers:
            poller.start()
        self._clock = Clock(self._schedules)
        if self._clock_runs:
            self._clock.start()
        if self._state.was_there:
            threading.Thread(target=self._resume, daemon=True).start()

    def _resume(self) -> None:
        """What a killed process has left undone goes on. Nobody waits for it."""
        with self._activity.working():
            self._schedules.run_at_start(datetime.now(UTC))

    def _distributions(
        self, here: Provisioned, tenants: DistributionTenants, purges: dict[str, Purge]
    ) -> tuple[Distribution, Domains | None]:
        """The standard one, and what custom domains need where the templates have a distribution for them."""
        origins: dict[str, Origin] = {
            **http_apis(here, functions=self.functions),
            **function_urls(here, functions=self.functions),
        }
        made = {
            resource.properties["DistributionConfig"].get("ConnectionMode", "direct"): Distribution(
                resource, here, origins=origins, s3=self.client("s3")
            )
            for resource in here.resources("AWS::CloudFront::Distribution")
        }
        purges |= {each.identifier: each.cache.purge for each in made.values()}
        standard, multi_tenant = made["direct"], made.get("tenant-only")
        return standard, Domains(standard, multi_tenant, tenants) if multi_tenant else None

    def _whole_edge(self, documents: dict[str, bytes], domains: Domains | None, mailbox: Mailbox) -> Edge:
        return Edge(
            self.edge,
            MockAuth(self.provisioned, cognito=self.client("cognito-idp")),
            self._sign_in(documents),
            logs=self._access_logs,
            domains=domains,
            mails=MailPage(mailbox, title=self._assembly.name.capitalize()),
            on_failure=self._journal.fail,
        )

    def _sign_in(self, documents: dict[str, bytes]) -> ManagedLogin | None:
        """The sign-in pages. `documents` gets the documents for token verifiers at the AWS endpoint, by path."""

        def store_keys(pool: str) -> Any:
            with urllib.request.urlopen(f"{self.endpoint_url}/{pool}/.well-known/jwks.json", timeout=10) as answer:  # noqa: S310
                return json.load(answer)["keys"]

        cognito = self.client("cognito-idp")
        sign_in = managed_login(self.provisioned, cognito=cognito, folder=self._folder, other_keys=store_keys)
        if sign_in is not None:
            found = {f"/{sign_in.pool}/.well-known/{name}": text for name, text in sign_in.documents.items()}
            documents.update(found)
        return sign_in
