"""The local AWS endpoint: moto's own server application behind our checks, on loopback."""

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import boto3
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import EnvironBuilder, run_wsgi_app

from local.aws_port import gate, only_this_machine
from local.cloudfront_api import Purge, invalidations
from local.credentials import Credentials
from local.distribution_tenants import DistributionTenants
from local.federated_users import federated_users
from local.identifiers import stable_identifiers
from local.journal import Journal, watched
from local.mails import Mailbox, mails_api
from local.resolve import REGION
from local.sockets import listen
from local.tables.service import tables
from local.tenants_api import tenants_api
from local.wsgi import Application, with_documents

Guard = Callable[[Application], Application]


class Store:
    """The AWS services that keep data. Their content is empty at start."""

    def __init__(
        self,
        *,
        port: int,
        credentials: Credentials,
        journal: Journal,
        wake: Callable[[], None],
        purges: dict[str, Purge],
        documents: dict[str, bytes] | None = None,
        tenants: DistributionTenants | None = None,
        mailbox: Mailbox | None = None,
        control: Guard = lambda application: application,
    ) -> None:
        moto = DomainDispatcherApplication(create_backend_app)
        _reset(moto)
        kept = tables(moto, keep=lambda written: journal.keep(lambda keeper: keeper.keep_items(written)))
        application = stable_identifiers(federated_users(kept))
        application = watched(application, journal=journal, wake=wake)
        application = invalidations(application, purges=purges)
        if tenants is not None:
            application = tenants_api(application, tenants)
        if mailbox is not None:
            application = mails_api(application, mailbox)
        secrets = {credentials.access_key: credentials.secret_key}
        application = control(gate(application, secret_of=secrets.get))
        application = with_documents(application, {} if documents is None else documents)
        application = only_this_machine(application)
        self._server = _server(application, port)
        self._credentials = credentials
        self._session = _session()
        self._clients: dict[str, Any] = {}
        self._making = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def client(self, service: str) -> Any:
        """A boto3 client of this endpoint, shared by all threads."""
        with self._making:
            if service not in self._clients:
                self._clients[service] = self._make_client(service)
            return self._clients[service]

    def _make_client(self, service: str) -> Any:
        signing = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}} if service == "s3" else {}
        return self._session.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=self._credentials.access_key,
            aws_secret_access_key=self._credentials.secret_key,
            config=Config(**signing, max_pool_connections=40, retries={"total_max_attempts": 1}),
        )


@cache
def _session() -> boto3.session.Session:
    """One for all stores of a process: it reads the services' models, which are large, once."""
    return boto3.session.Session()


def _reset(moto: Application) -> None:
    builder = EnvironBuilder(method="POST", path="/moto-api/reset")
    run_wsgi_app(moto, builder.get_environ(), buffered=True)


def _server(application: Application, port: int) -> Any:
    """A server on the wanted port, or on any free port if it is taken. werkzeug itself would print advice about that."""
    try:
        listener = listen(port)
    except OSError:
        listener = listen(0)
    with listener:  # the server duplicates it
        host, taken = listener.getsockname()
        return make_server(host, taken, application, threaded=True, request_handler=_QuietHandler, fd=listener.fileno())


class _QuietHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *arguments: Any) -> None:  # noqa: A002
        """Logs nothing: the terminal shows the functions' output."""
