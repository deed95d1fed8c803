"""The tables, buckets and the user pool of the installation that is migrated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from local.assembly import Assembly, Resource
from pixelflare.accounts import LinkStore, UserStore
from pixelflare.aws.clients import client
from pixelflare.aws.objects import ObjectStore
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.aws.parameters import Parameters
from pixelflare.aws.table import Table
from pixelflare.identity import Logins
from schema.env.base import Env, Numbers


class _Settings(Env):
    """What functions are told that migrations have to know, too."""

    owner_pepper_parameter: str
    widths: Numbers


@dataclass(frozen=True)
class Installation:
    core_name: str
    """Of the core table, whose rows are read one after the other."""
    derived: Table
    originals: ObjectStore
    public_bucket: str
    private_bucket: str
    pool_id: str
    issuer: str
    pepper_parameter: str
    widths: tuple[int, ...]
    """What anybody may ask for without a signature."""

    @cached_property
    def core(self) -> Table:
        return Table(self.core_name)

    @cached_property
    def public(self) -> ObjectStore:
        return ObjectStore(self.public_bucket)

    @cached_property
    def private(self) -> ObjectStore:
        return ObjectStore(self.private_bucket)

    @cached_property
    def usernames(self) -> Mapping[str, str]:
        """What the owners are called in the user pool. Read once in a run."""
        secrets = Parameters()
        logins = Logins(
            UserStore(self.core),
            links=LinkStore(self.core),
            pepper=lambda: secrets.secret(self.pepper_parameter),
        )
        found: dict[str, str] = {}
        with outages_are_unavailable("the user pool"):
            for page in client("cognito-idp").get_paginator("list_users").paginate(UserPoolId=self.pool_id):
                for user in page["Users"]:
                    subject = next(each["Value"] for each in user["Attributes"] if each["Name"] == "sub")
                    if own := logins.own_account(self.issuer, subject):
                        found[own.owner] = user["Username"]
        return found


def installation_of(
    assembly: Assembly,
    name_of: Callable[[Resource], str],
    *,
    region: str,
    pool_id: Callable[[Resource], str] | None = None,
) -> Installation:
    """Of the application that `assembly` describes, by the names of its constructs."""

    def named(type_: str, construct: str) -> str:
        (found,) = [each for each in assembly.resources(type_) if each.logical_id.startswith(construct)]
        return name_of(found)

    (pool,) = assembly.resources("AWS::Cognito::UserPool")
    pool_name = (pool_id or name_of)(pool)
    table, bucket = "AWS::DynamoDB::Table", "AWS::S3::Bucket"
    settings = _Settings.read(_variables(assembly))
    return Installation(
        core_name=named(table, "Core"),
        derived=Table(named(table, "Derived")),
        originals=ObjectStore(named(bucket, "Originals")),
        public_bucket=named(bucket, "Public"),
        private_bucket=named(bucket, "Private"),
        pool_id=pool_name,
        issuer=f"https://cognito-idp.{region}.amazonaws.com/{pool_name}",
        pepper_parameter=settings.owner_pepper_parameter,
        widths=settings.widths,
    )


def _variables(assembly: Assembly) -> dict[str, Any]:
    """What functions are told, in their templates. A name has one value in the whole application."""
    variables: dict[str, Any] = {}
    for function in assembly.resources("AWS::Lambda::Function"):
        told = function.properties.get("Environment", {}).get("Variables", {})
        variables |= {name: value for name, value in told.items() if isinstance(value, str)}
    return variables
