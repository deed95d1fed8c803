"""What is made of DNS: dnspython's own resolver asks a name server on loopback by UDP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from local.dns import NameServer, Record
from pixelflare.custom_domains import Resolver
from pixelflare.custom_domains import resolver as module
from pixelflare.custom_domains.findings import Finding, direction_of, find_out
from schema.identity.custom_domains import CustomDomain, DomainDetail

HOST, TARGET, TOKEN = "images.example.com", "d111111abcdef8.cloudfront.net", "pixelflare=abc"
TXT = (f"_pixelflare.{HOST}", "TXT", TOKEN)
CNAME = (HOST, "CNAME", TARGET)


@pytest.fixture
def records() -> list[Record]:
    return []


@pytest.fixture
def dns(records: list[Record], monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    monkeypatch.setattr(module, "DNS_PATIENCE", timedelta(seconds=0.6))
    server = NameServer(lambda: records)
    server.start()
    yield Resolver([server.address])
    server.stop()


def domain(host: str = HOST) -> CustomDomain:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    return CustomDomain(id="dom_1", owner="o", host=host, token=TOKEN, created_at=now, gives_up_at=now)


def found(dns: Resolver, host: str = HOST) -> Finding:
    return find_out(domain(host), target=TARGET, dns=dns)


def test_both_records_are_right(records: list[Record], dns: Resolver) -> None:
    records += [TXT, CNAME]

    assert found(dns) == Finding()


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ([], Finding(DomainDetail.NAME_UNKNOWN)),
        ([CNAME], Finding(DomainDetail.TXT_MISSING)),
        ([(TXT[0], "TXT", "v=spf1 -all"), CNAME], Finding(DomainDetail.TXT_WRONG, "v=spf1 -all")),
        ([(TXT[0], "CNAME", "other.example.com"), CNAME], Finding(DomainDetail.TXT_MISSING)),
        ([TXT], Finding(DomainDetail.CNAME_MISSING)),
        (
            [TXT, (HOST, "CNAME", "elsewhere.example.net")],
            Finding(DomainDetail.CNAME_ELSEWHERE, "elsewhere.example.net"),
        ),
        ([TXT, (HOST, "A", "192.0.2.1")], Finding(DomainDetail.CNAME_ELSEWHERE, "192.0.2.1")),
        ([TXT, (HOST, "FAIL", "SERVFAIL")], Finding(DomainDetail.DNS_FAILURE, "SERVFAIL")),
        ([(TXT[0], "FAIL", "REFUSED"), CNAME], Finding(DomainDetail.DNS_FAILURE, "REFUSED")),
        ([TXT, (HOST, "SILENT", "")], Finding(DomainDetail.DNS_TIMEOUT)),
        ([(TXT[0], "SILENT", ""), CNAME], Finding(DomainDetail.DNS_TIMEOUT)),
    ],
    ids=lambda given: str(given.detail) if isinstance(given, Finding) else "",
)
def test_what_is_wrong_is_named(records: list[Record], dns: Resolver, given: list[Record], finding: Finding) -> None:
    records += given

    assert found(dns) == finding


def test_one_of_several_texts_is_enough_in_one_piece_or_in_two(records: list[Record], dns: Resolver) -> None:
    records += [(TXT[0], "TXT", "another"), TXT, CNAME]

    assert found(dns) == Finding()
    records[1] = (TXT[0], "TXT", '"pixelflare=" "abc"')
    assert found(dns) == Finding()


def test_chain_of_names_leads_here(records: list[Record], dns: Resolver) -> None:
    records += [TXT, (HOST, "CNAME", "alias.example.com"), ("alias.example.com", "CNAME", TARGET.upper())]

    assert found(dns) == Finding()


def test_chain_that_ends_at_a_missing_name_or_never_leads_elsewhere(records: list[Record], dns: Resolver) -> None:
    records += [TXT, (HOST, "CNAME", "gone.example.com")]
    assert found(dns) == Finding(DomainDetail.CNAME_ELSEWHERE, "gone.example.com")

    records.append(("gone.example.com", "CNAME", HOST))
    assert found(dns).detail is DomainDetail.CNAME_ELSEWHERE


def test_apex_by_alias_has_an_address_of_the_target(records: list[Record], dns: Resolver) -> None:
    apex = "example.com"
    records += [(f"_pixelflare.{apex}", "TXT", TOKEN), (apex, "A", "192.0.2.1"), (TARGET, "A", "198.51.100.1")]

    assert found(dns, apex) == Finding(DomainDetail.APEX_ADDRESS, "192.0.2.1")
    records += [(apex, "A", "198.51.100.1")]
    assert found(dns, apex) == Finding()


def test_second_resolver_is_asked_when_the_first_is_silent(records: list[Record], dns: Resolver) -> None:
    records += [TXT, CNAME]
    silent = NameServer(lambda: [(HOST, "SILENT", "")])
    silent.start()
    try:
        answering = dns._stub.nameservers[0]
        both = Resolver([silent.address, f"{answering.address}:{answering.port}"])
        assert direction_of(HOST, target=TARGET, dns=both) == Finding()
    finally:
        silent.stop()
