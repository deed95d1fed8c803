"""What short links are looked up in, made from the function's environment."""

from functools import cached_property

from pixelflare.aws.table import Table
from pixelflare.catalog import ImageStore
from schema.env.gateway import GatewayEnv


class Services:
    def __init__(self, env: GatewayEnv) -> None:
        self.env = env

    @cached_property
    def images(self) -> ImageStore:
        return ImageStore(Table(self.env.core_table))
