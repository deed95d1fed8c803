"""Custom domains switched on: a name server, CloudFront's tenants, and functions that know both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse

from local.distribution_tenants import DistributionTenants
from local.dns import NameServer, Record
from local.tenants_api import answer_of
from pixelflare.aws.clients import client
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User

TARGET = "d222222abcdef8.cloudfront.net"


@dataclass
class Domains:
    """What a test turns: the records in DNS, and the time at CloudFront."""

    cloud: Cloud
    records: list[Record] = field(default_factory=list)
    seconds: float = 0.0
    tenants: DistributionTenants = field(init=False)

    def __post_init__(self) -> None:
        self.tenants = DistributionTenants(clock=lambda: self.seconds)

    def add(self, user: User, hostname: str) -> Any:
        answer = user.call("POST", "/v1/custom-domains", {"hostname": hostname})
        assert answer.status == 201, answer
        return answer.body

    def point(self, domain: dict[str, Any]) -> None:
        """Creates the two records."""
        self.records += [
            (each["name"], each["type"].replace("ALIAS", "CNAME"), each["value"]) for each in domain["records"]
        ]

    def unpoint(self, domain: dict[str, Any]) -> None:
        names = {each["name"] for each in domain["records"]}
        self.records[:] = [record for record in self.records if record[0] not in names]

    def check(self, user: User, domain: dict[str, Any], *, times: int = 1) -> Any:
        """Has the domain looked at, whenever its turn is; CloudFront is done with what it does before each time."""
        for _ in range(times):
            self.seconds += 10
            row = self.row(domain)
            if row is not None:
                message = {"owner": row["owner"]["S"], "host": row["host"]["S"], "check": int(row["checks"]["N"])}
                assert self.cloud.deliver("custom_domain_consumer", message) == []
        return user.call("GET", f"/v1/custom-domains/{domain['id']}").body

    def row(self, domain: dict[str, Any]) -> Any:
        rows = [row for row in self.cloud.rows("CORE_TABLE") if row["sk"]["S"] == f"DO#{domain['hostname']}"]
        return next((row for row in rows if row["id"]["S"] == domain["id"]), None)

    def verified(self, user: User, hostname: str) -> Any:
        domain = self.add(user, hostname)
        self.point(domain)
        shown = self.check(user, domain, times=4)
        assert shown["status"] == "verified", shown
        return shown

    def claims(self, hostname: str) -> int:
        return sum(row["pk"]["S"] == f"HO#{hostname}" for row in self.cloud.rows("CORE_TABLE"))

    def _answer(self, request: Any, **_: Any) -> AWSResponse | None:
        headers = {"If-Match": _text(request.headers.get("If-Match", ""))}
        found = answer_of(self.tenants, request.method, urlsplit(request.url).path, headers, _bytes(request.body))
        if found is None:
            return None
        status, told, body = found
        return AWSResponse(request.url, status, told, MockRawResponse(body))


@contextmanager
def custom_domains(cloud: Cloud) -> Iterator[Domains]:
    """Each function is started anew, with the switch on."""
    domains = Domains(cloud)
    server = NameServer(lambda: domains.records)
    server.start()
    name = cloud.variables["TENANCY_PARAMETER"]
    cloud.client("ssm").put_parameter(Name=name, Value=f"EMULTI cg_1 {TARGET}", Type="String", Overwrite=True)
    before = dict(cloud.functions)
    cloud.functions["api"] = cloud.started("api", CUSTOM_DOMAINS="on")
    cloud.functions["custom_domain_consumer"] = cloud.started("custom_domain_consumer", DNS_RESOLVERS=server.address)
    events = client("cloudfront").meta.events
    events.register_first("before-send.cloudfront", domains._answer)
    try:
        yield domains
    finally:
        events.unregister("before-send.cloudfront", domains._answer)
        cloud.functions.update(before)
        server.stop()


def serve_under_a_name_of_ones_own(cloud: Cloud, user: User) -> None:
    """From the first look until nothing is left."""
    with custom_domains(cloud) as domains:
        live = domains.verified(user, f"images.{user.name}.com")
        assert user.call("DELETE", f"/v1/custom-domains/{live['id']}", {}).status == 204
        domains.check(user, live, times=3)
        assert domains.row(live) is None
        assert cloud.deliver("custom_domain_consumer", {"nonsense": 1}) == ["0"]
        waiting = domains.add(user, f"waiting.{user.name}.com")
        clean_up(cloud, timedelta(hours=2))  # its message is lost
        assert any(each["host"] == waiting["hostname"] for each in cloud.messages("DOMAIN_QUEUE_URL"))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""
