"""The stack of all functions: one file of this folder for each; alarms, routes and the dashboard follow from that."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from aws_cdk import Annotations, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from schema.audit import AUDIT_SERVICE
from stacks.parts.account_graphs import IN_COMMON
from stacks.parts.alarms import FIVE_MINUTES, Alarms, counted_for_all, dashboard
from stacks.parts.dead_letters import DeadLetters
from stacks.parts.function import AppFunction, Common
from stacks.parts.host_output import host_output
from stacks.parts.http_api import AppHttpApi
from stacks.parts.layers import app_layers
from stacks.parts.parameters import ParameterNames
from stacks.parts.settings import Settings
from stacks.parts.standing_queues import watch_standing
from stacks.parts.table_stream import TableStream
from stacks.parts.work_queue import WorkQueue
from stacks.service.api import Api
from stacks.service.cdn import Cdn
from stacks.service.foundation import Foundation
from stacks.storage import StorageStack


class ServiceStack(Stack):
    """The functions and what wakes them. References go down to storage only."""

    def __init__(self, scope: Construct, id_: str, *, storage: StorageStack, **stack: Any) -> None:
        super().__init__(scope, id_, **stack)
        self.foundation = on = self._foundation(storage)  # it keeps the functions that it has made
        self.alarms = on.common.alarms
        self._watch_account(on.settings)
        self._warn(on.settings)
        self._watch_audit_log()
        self.origin_proof = on.origin_proof

        for kind in filter(lambda kind: kind.is_wanted(on.settings), kinds()):
            on.the(kind)
        self.cdn, self.api = on.the(Cdn), on.the(Api)

        watch_standing(self.alarms, self._queues)
        self.http_api = AppHttpApi(self, "HttpApi", fallback=self.api, alarms=on.common.alarms)
        self.http_api.route(self._functions)
        self.cdn_host = host_output(self, "CdnHost", self.cdn.url.url)
        self.api_host = host_output(self, "ApiHost", self.http_api.api.api_endpoint)
        self._draw()

    @property
    def purging_roles(self) -> list[iam.Role]:
        """Of the functions that may have the edge forget what it holds."""
        return [function.role for function in self._functions if function.purges_edge]

    @property
    def _functions(self) -> list[AppFunction]:
        return _by_id([child for child in self.node.children if isinstance(child, AppFunction)])

    @property
    def _queues(self) -> list[WorkQueue]:
        return _by_id([child for child in self.node.children if isinstance(child, WorkQueue)])

    def _foundation(self, storage: StorageStack) -> Foundation:
        parameters, settings = ParameterNames.of(self), Settings.of(self)
        parameters.demand_secrets(self)
        layers = app_layers(self)
        alarms = Alarms(self, "Alarms", email=self.node.try_get_context("alarm_email"))
        dead_letters = DeadLetters(self, "DeadLetters", alarms=alarms)
        common = Common(
            layers,
            alarms,
            dead_letters,
            is_traced=settings.tracing,
            namespace=self.stack_name,
        )
        return Foundation(self, storage, parameters, settings, common, self._origin_proof())

    def _watch_audit_log(self) -> None:
        """The change has happened and its caller was answered, so nobody else notices."""
        self.alarms.watch(
            "AuditEntryLost",
            counted_for_all("AuditEntryLost", of=AUDIT_SERVICE, namespace=self.stack_name),
            at_least=1,
            meaning="a change was made whose audit entry could not be written; the functions' logs say which",
        )

    def _warn(self, settings: Settings) -> None:
        """What an operator should not switch off without being told."""
        if not settings.audit_logging:
            says = "audit_logging is off: changes of images, albums and tags leave no audit entries (docs/audit.md)"
            Annotations.of(self).add_warning_v2("pixelflare:audit_logging", says)

    def _watch_account(self, settings: Settings) -> None:
        """Bill and limit of concurrent calls are the account's, whoever else calls functions there."""
        if settings.monthly_budget:
            self.alarms.watch_bill(dollars=settings.monthly_budget)
        self.alarms.watch(
            "Throttles",
            lambda_.Function.metric_all_throttles(period=FIVE_MINUTES, statistic="Sum"),
            at_least=5,
            meaning="Lambda turned calls away five times in five minutes: the account's concurrency is used up",
        )

    def _origin_proof(self) -> secretsmanager.Secret:
        """What the edge shows the API so that it believes whom the edge says it speaks for.

        CloudFormation makes it and writes it into the distribution, so nobody ever sees it; another can be made at will.
        """
        return secretsmanager.Secret(
            self,
            "OriginProof",
            description="Sent by the distribution with every request to the API",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _draw(self) -> None:
        parts = _by_id([child for child in self.node.children if isinstance(child, TableStream | DeadLetters)])
        drawn = (self.http_api, *self._functions, *self._queues, *parts)
        dashboard(self, "Dashboard", shown=[IN_COMMON, *(part.graphs() for part in drawn)])


def kinds() -> list[type[AppFunction]]:
    """The functions of this folder's files, each derived from `AppFunction`, in the order in which they are made."""
    modules = [import_module(f"{__package__}.{each.name}") for each in iter_modules([str(Path(__file__).parent)])]
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, AppFunction) and value.__module__ == module.__name__
    ]
    return sorted(found, key=lambda kind: kind.looks_at_all)


def _by_id(parts: list[Any]) -> list[Any]:
    return sorted(parts, key=lambda part: part.node.id)
