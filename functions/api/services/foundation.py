"""What all others are made of: the environment, tables, parameters and secrets."""

from functools import cached_property
from typing import TYPE_CHECKING

from pixelflare.audit import AuditLog
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.table import Table
from pixelflare.base.cursors import Cursors
from schema.env.api import ApiEnv

if TYPE_CHECKING:
    from pixelflare.aws.edge import Edge
    from pixelflare.outgoing import OutgoingClient


class Foundation:
    def __init__(self, env: ApiEnv) -> None:
        self.env = env
        self.parameters = Parameters(env.parameters)

    @cached_property
    def _core(self) -> Table:
        return Table(self.env.core_table)

    @cached_property
    def _derived(self) -> Table:
        return Table(self.env.derived_table)

    @cached_property
    def _ephemeral(self) -> Table:
        return Table(self.env.ephemeral_table)

    @cached_property
    def cursors(self) -> Cursors:
        return Cursors(self._cursor_key)

    def public_url(self) -> str:
        return self.parameters.value(self.env.public_url_parameter)

    @cached_property
    def outgoing(self) -> "OutgoingClient":
        from pixelflare.outgoing import OutgoingClient

        return OutgoingClient()

    @cached_property
    def edge(self) -> "Edge":
        from pixelflare.aws.edge import Edge

        return Edge(self.env.distribution_id_parameter, parameters=self.parameters)

    @cached_property
    def audit_log(self) -> AuditLog:
        return AuditLog(Table(self.env.audit_table), cursor_key=self._cursor_key)

    def _cursor_key(self) -> bytes:
        return self.parameters.secret(self.env.cursor_key_parameter)
