"""The distribution: which path goes where, what is cached, and which headers viewers get."""

from typing import Any

from aws_cdk import Stack
from constructs import Construct

from stacks.service import ServiceStack
from stacks.storage import StorageStack


class DeliveryStack(Stack):
    def __init__(
        self, scope: Construct, id_: str, *, storage: StorageStack, service: ServiceStack, **stack: Any
    ) -> None:
        super().__init__(scope, id_, **stack)
