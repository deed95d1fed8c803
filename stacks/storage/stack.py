"""The stack of everything that holds data."""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from stacks.parts.parameters import core_stream
from stacks.storage import buckets, tables, users
from stacks.storage.github import github_provider
from stacks.storage.log_destination import log_destination
from stacks.storage.vectors import vector_index


class StorageStack(Stack):
    """Tables, buckets and the user pool. Nothing here knows what is above it."""

    def __init__(self, scope: Construct, id_: str, **stack: Any) -> None:
        super().__init__(scope, id_, **stack)
        self.core = tables.core_table(self)
        assert self.core.table_stream_arn is not None, "consumers follow it"
        ssm.StringParameter(
            self,
            "CoreStream",
            parameter_name=core_stream(self),
            string_value=self.core.table_stream_arn,
        )
        self.derived = tables.derived_table(self)
        self.ephemeral = tables.ephemeral_table(self)
        self.audit = tables.audit_table(self)
        self.uploads = buckets.uploads_bucket(self)
        self.originals = buckets.originals_bucket(self)
        self.public = buckets.public_bucket(self)
        self.private = buckets.private_bucket(self)
        self.exports = buckets.exports_bucket(self)
        self.web = buckets.web_bucket(self)
        self.logs = buckets.logs_bucket(self)
        self.log_destination = log_destination(self, self.logs)
        self.vector_index = vector_index(self)
        self.users = users.user_pool(self)
        users.operators(self, self.users)
        self.github = github_provider(self, self.users)
        self.web_client = users.web_client(self, self.users, github=self.github)
        self.sign_in_url = users.managed_login(self, self.users, self.web_client)
