"""functions/gateway: short addresses, which the edge can not resolve by itself."""

from constructs import Construct

from schema import budgets
from schema.env.gateway import GatewayEnv
from stacks.parts.function import AppFunction
from stacks.service.foundation import Foundation


class Gateway(AppFunction):
    requests_per_second = 500  # a link that many share is no reason to refuse an owner, and the other way round
    routes = ("GET /i/{id}", "HEAD /i/{id}", "GET /i/{id}/{variant}", "HEAD /i/{id}/{variant}")

    def __init__(self, scope: Construct, on: Foundation) -> None:
        env = GatewayEnv(core_table=on.storage.core.table_name)
        super().__init__(scope, "gateway", on.common, env=env, memory_mb=256, timeout=budgets.GATEWAY_TIMEOUT)
        self.allow_table(on.storage.core, "GetItem")
