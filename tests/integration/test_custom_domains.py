"""Custom domains: claimed over the API, proven by DNS, made at CloudFront, and taken down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pixelflare.custom_domains import check_domain
from schema.messages.custom_domains import DomainCheckRequested
from tests.integration.audited import entries
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.domains import TARGET, Domains, custom_domains
from tests.integration.outages import outage_of


@pytest.fixture
def domains(cloud: Cloud) -> Iterator[Domains]:
    with custom_domains(cloud) as domains:
        yield domains


@pytest.fixture
def host() -> str:
    return f"images.{uuid4().hex}.com"


@pytest.fixture
def other(cloud: Cloud) -> User:
    return cloud.user(f"other-{uuid4().hex}")


def test_domain_is_claimed_with_the_records_to_create(domains: Domains, user: User, host: str) -> None:
    made = domains.add(user, f"  {host.upper()}. ")

    assert (made["hostname"], made["status"], made["status_detail"]) == (host, "pending", "not_checked")
    assert (made["txt_name"], made["cname_target"]) == (f"_pixelflare.{host}", TARGET)
    assert made["records"] == [
        {"type": "TXT", "name": made["txt_name"], "value": made["txt_value"]},
        {"type": "CNAME", "name": host, "value": TARGET},
    ]
    assert user.call("GET", "/v1/custom-domains").body["data"] == [made]
    assert user.call("GET", f"/v1/custom-domains/{made['id']}").body == made
    again = user.call("POST", "/v1/custom-domains", {"hostname": host})
    assert (again.status, again.body["error"]["code"]) == (409, "CONFLICT")


@pytest.mark.parametrize("hostname", ["co.uk", "localhost", "192.0.2.1", "https://a.example.com", "a" * 301, "", 7])
def test_bad_host_names_leave_nothing_behind(domains: Domains, user: User, hostname: Any) -> None:
    answer = user.call("POST", "/v1/custom-domains", {"hostname": hostname})

    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert user.call("GET", "/v1/custom-domains").body["data"] == []


def test_domain_goes_all_the_way(domains: Domains, cloud: Cloud, user: User, host: str) -> None:
    made = domains.add(user, host)
    assert [message["check"] for message in cloud.messages("DOMAIN_QUEUE_URL")] == []  # it comes in a minute

    assert domains.check(user, made)["status_detail"] == "name_unknown"
    domains.point(made)
    steps = [domains.check(user, made) for _ in range(4)]

    assert [step["status_detail"] for step in steps] == [
        *("certificate_pending", "certificate_pending", "deploying", "active"),
    ]
    assert (steps[-1]["status"], steps[-1]["message"]) == ("verified", f"Images are served at https://{host}/.")
    owner = user.call("GET", "/v1/me").body["owner"]
    assert domains.tenants.parameters_of(host) == {"owner": owner}
    assert domains.claims(host) == 1
    assert ("verified", "domain") in {(e["action"], e["resource_type"]) for e in entries(user)}


def test_messages_that_come_twice_or_late_do_nothing_more(
    domains: Domains, cloud: Cloud, user: User, host: str
) -> None:
    made = domains.add(user, host)
    domains.point(made)
    sent: list[dict[str, Any]] = []
    for _ in range(6):
        domains.seconds += 10
        row = domains.row(made)
        sent.append({"owner": row["owner"]["S"], "host": host, "check": int(row["checks"]["N"])})
        assert cloud.deliver("custom_domain_consumer", sent[-1], *sent, sent[-1]) == []

    assert user.call("GET", f"/v1/custom-domains/{made['id']}").body["status"] == "verified"
    assert (len(domains.tenants._tenants), domains.claims(host)) == (1, 1)
    assert [each["action"] for each in entries(user, "actor=system")] == ["verified"]


def test_pauses_grow_and_the_long_ones_are_ended_by_the_clean_up(
    domains: Domains, cloud: Cloud, user: User, host: str
) -> None:
    made = domains.add(user, host)
    pauses = []
    for _ in range(6):
        shown = domains.check(user, made)
        moments = [datetime.fromisoformat(shown[name]) for name in ("checked_at", "next_check_at")]
        pauses.append((moments[1] - moments[0]) / timedelta(minutes=1))

    assert pauses == [1, 2, 5, 15, 60, 60]
    cloud.forget_messages()
    clean_up(cloud, timedelta(minutes=59))
    assert [each for each in cloud.messages("DOMAIN_QUEUE_URL") if each["host"] == host] == []
    clean_up(cloud, timedelta(minutes=65))
    assert [each["check"] for each in cloud.messages("DOMAIN_QUEUE_URL") if each["host"] == host] == [6]


def test_time_runs_out_with_the_last_reason_and_verifying_again_begins_anew(
    domains: Domains, cloud: Cloud, user: User, host: str
) -> None:
    made = domains.add(user, host)
    domains.records.append((host, "CNAME", "elsewhere.example.net"))
    domains.records.append((made["txt_name"], "TXT", made["txt_value"]))
    domains.check(user, made)
    services = cloud.services("custom_domain_consumer").domains
    row = domains.row(made)
    message = DomainCheckRequested(owner=row["owner"]["S"], host=host, check=1)
    check_domain(message, services, now=datetime.now(UTC) + timedelta(hours=72, minutes=1))

    failed = user.call("GET", f"/v1/custom-domains/{made['id']}").body
    assert (failed["status"], failed["status_detail"], failed["next_check_at"]) == ("failed", "cname_elsewhere", None)
    assert failed["message"].startswith(f"Not ready within 72 hours. {host} leads to elsewhere.example.net.")
    again = user.call("POST", f"/v1/custom-domains/{made['id']}/verify", {})
    assert (again.status, again.body["status"]) == (202, "pending")
    domains.records[0] = (host, "CNAME", TARGET)
    assert domains.check(user, made, times=4)["status"] == "verified"


def test_pending_claim_keeps_nobody_from_the_name_and_proof_wins(
    domains: Domains, user: User, other: User, host: str
) -> None:
    squatted = domains.add(user, host)
    mine = domains.add(other, host)
    assert squatted["txt_value"] != mine["txt_value"]

    domains.point(mine)
    assert domains.check(user, squatted)["status_detail"] == "txt_wrong"
    assert domains.check(other, mine, times=4)["status"] == "verified"
    assert domains.check(user, squatted)["status"] == "pending"
    assert domains.claims(host) == 1


def test_new_owner_of_a_name_takes_it_over_once_the_old_record_is_gone(
    domains: Domains, user: User, other: User, host: str
) -> None:
    old = domains.verified(user, host)
    new = domains.add(other, host)
    domains.records.append((new["txt_name"], "TXT", new["txt_value"]))

    assert domains.check(other, new)["status_detail"] == "held_by_another"
    domains.records.remove((old["txt_name"], "TXT", old["txt_value"]))
    assert domains.check(other, new)["status_detail"] == "being_handed_over"
    assert user.call("GET", f"/v1/custom-domains/{old['id']}").body["status_detail"] == "taken_over"
    assert domains.check(user, old, times=3)["status"] == "failed"
    assert domains.tenants.parameters_of(host) is None
    assert domains.check(other, new, times=4)["status"] == "verified"
    assert domains.tenants.parameters_of(host) == {"owner": other.call("GET", "/v1/me").body["owner"]}


def test_domain_that_leads_away_is_no_longer_served_after_three_days(domains: Domains, user: User, host: str) -> None:
    live = domains.verified(user, host)
    domains.records.append((host, "FAIL", "SERVFAIL"))
    assert domains.check(user, live, times=5)["status"] == "verified"  # an outage of DNS is none of ours
    domains.records.pop()
    domains.unpoint(live)
    domains.records.append((host, "CNAME", "shop.example.net"))

    warned = domains.check(user, live, times=2)
    assert (warned["status"], "shop.example.net" in warned["message"]) == ("verified", True)
    gone = domains.check(user, live)
    assert (gone["status"], gone["status_detail"]) == ("failed", "led_away")
    assert user.call("POST", f"/v1/custom-domains/{live['id']}/verify", {}).body["error"]["code"] == "NOT_READY"
    domains.check(user, live, times=3)
    assert (domains.tenants.parameters_of(host), domains.claims(host)) == (None, 0)


def test_removed_domain_is_switched_off_then_deleted_then_forgotten(
    domains: Domains, cloud: Cloud, user: User, host: str
) -> None:
    live = domains.verified(user, host)
    cloud.forget_messages()

    assert user.call("DELETE", f"/v1/custom-domains/{live['id']}", {}).status == 204
    assert user.call("GET", f"/v1/custom-domains/{live['id']}").status == 404
    assert user.call("DELETE", f"/v1/custom-domains/{live['id']}", {}).status == 404
    assert user.call("POST", "/v1/custom-domains", {"hostname": host}).body["error"]["code"] == "NOT_READY"
    (message,) = cloud.messages("DOMAIN_QUEUE_URL")
    assert cloud.deliver("custom_domain_consumer", message, message) == []
    assert (domains.tenants.parameters_of(host), len(domains.tenants._tenants)) == (None, 1)
    domains.check(user, live, times=2)
    assert (domains.row(live), domains.claims(host), domains.tenants._tenants) == (None, 0, {})
    assert domains.verified(user, host)["status"] == "verified"


def test_refusals_of_cloudfront_are_told_to_the_owner(domains: Domains, user: User, host: str) -> None:
    taken, refused, full = f"taken.{host}", f"refused.{host}", f"full.{host}"
    domains.tenants.elsewhere.add(taken)
    domains.tenants.refused[refused] = "validation-timed-out"
    shown = {}
    for name in (taken, refused):
        made = domains.add(user, name)
        domains.point(made)
        shown[name] = domains.check(user, made, times=5)
    domains.tenants.limit = 0
    made = domains.add(user, full)
    domains.point(made)
    shown[full] = domains.check(user, made, times=2)

    assert {name.partition(".")[0]: (each["status"], each["status_detail"]) for name, each in shown.items()} == {
        "taken": ("failed", "used_elsewhere"),
        "refused": ("failed", "certificate_refused"),
        "full": ("pending", "installation_full"),
    }
    assert "validation-timed-out" in shown[refused]["message"]
    assert domains.claims(taken) == domains.claims(refused) == 0
    domains.tenants.limit = 10
    assert domains.check(user, made, times=4)["status"] == "verified"


def test_tenant_that_changes_meanwhile_is_read_again(domains: Domains, user: User, host: str) -> None:
    made = domains.add(user, host)
    domains.point(made)
    domains.check(user, made, times=2)
    real = domains.tenants._check
    domains.tenants._check = lambda tenant, asked: real(tenant, asked | {"IfMatch": "EOLD"})  # type: ignore[method-assign]

    assert domains.check(user, made)["status_detail"] == "certificate_pending"
    domains.tenants._check = real  # type: ignore[method-assign]
    assert domains.check(user, made, times=2)["status"] == "verified"


def test_outage_of_cloudfront_or_the_table_brings_the_message_back(
    domains: Domains, cloud: Cloud, user: User, host: str
) -> None:
    made = domains.add(user, host)
    domains.point(made)
    domains.check(user, made)
    owner = user.call("GET", "/v1/me").body["owner"]
    message = {"owner": owner, "host": host, "check": 0}
    for service in ("cloudfront", "dynamodb"):
        with outage_of(service):
            assert cloud.deliver("custom_domain_consumer", message) == ["0"]

    assert domains.check(user, made, times=3)["status"] == "verified"


def test_number_of_domains_is_limited_also_for_those_who_add_at_once(domains: Domains, user: User) -> None:
    made = [domains.add(user, f"n{number}.{uuid4().hex}.com") for number in range(5)]

    refused = user.call("POST", "/v1/custom-domains", {"hostname": "one-more.example.com"})
    assert (refused.status, refused.body["error"]["code"]) == (409, "LIMIT_REACHED")
    assert user.call("DELETE", f"/v1/custom-domains/{made[0]['id']}", {}).status == 204
    domains.add(user, f"n6.{uuid4().hex}.com")


@pytest.mark.parametrize(("plan", "most"), [("free", 0), ("starter", 1), ("pro", 5)])
def test_plans_say_how_many_where_they_are_on(domains: Domains, cloud: Cloud, user: User, plan: Any, most: int) -> None:
    cloud.functions["api"] = cloud.started("api", CUSTOM_DOMAINS="on", PLANS="on")
    owner = user.call("GET", "/v1/me").body["owner"]
    table = cloud.client("dynamodb")
    table.update_item(
        TableName=cloud.variables["CORE_TABLE"],
        Key={"pk": {"S": f"O#{owner}"}, "sk": {"S": "#U"}},
        UpdateExpression="SET plan_tier = :plan",
        ExpressionAttributeValues={":plan": {"S": plan}},
    )
    cloud.functions["api"] = cloud.started("api", CUSTOM_DOMAINS="on", PLANS="on")
    for number in range(most):
        domains.add(user, f"n{number}.{uuid4().hex}.com")

    refused = user.call("POST", "/v1/custom-domains", {"hostname": "one-more.example.com"})
    assert (refused.status, refused.body["error"]["code"]) == (402, "QUOTA_EXCEEDED")
    assert refused.body["error"]["details"] == {"plan": plan, "max_domains": most}


def test_installation_without_custom_domains_says_so(cloud: Cloud, user: User) -> None:
    refused = user.call("POST", "/v1/custom-domains", {"hostname": "images.example.com"})

    assert (refused.status, refused.body["error"]["code"]) == (409, "FEATURE_OFF")
    assert user.call("GET", "/v1/custom-domains").body["data"] == []
    assert user.call("GET", "/v1/features").body["custom_domains"] is False


def test_embed_code_is_written_with_a_verified_domain_and_with_no_other(
    domains: Domains, user: User, host: str, rocket: bytes
) -> None:
    image = user.upload(rocket, "a.jpg", album="trips")
    path = f"/v1/images/{image['id']}/embed"
    pending = domains.add(user, host)
    assert user.call("GET", path, query=f"domain={host}").status == 400
    domains.point(pending)
    domains.check(user, pending, times=4)

    code = user.call("GET", path, query=f"domain={host}").body
    assert code["direct"].startswith(f"https://{host}/trips/a.jpg")
    assert code["short"] == f"https://{host}/{image['id']}"
    assert image["owner"] not in code["picture"]
    assert code["picture"].count(f"https://{host}/trips/a.jpg/") > 4
    user.call("PATCH", f"/v1/images/{image['id']}", {"visibility": "private"})
    assert host not in user.call("GET", path, query=f"domain={host}").body["picture"]
