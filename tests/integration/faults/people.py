"""Who owners are to others: names of their own, albums that others see, and accounts that end."""

from datetime import timedelta
from typing import Any

from local.distribution_tenants import DistributionTenants
from schema.limits import DOMAIN_HOURS
from tests.integration.agreement import BUCKETS
from tests.integration.cloud import Answer, User
from tests.integration.domains import Domains, custom_domains
from tests.integration.faults.scenarios import DAY, Scenario, an_image
from tests.integration.faults.stage import MINUTE, Stage
from tests.integration.leaving import SETTLED, THE_DAY, users_of
from tests.integration.small_pictures import picture

HOST = "images.of-every-fault.com"
HOUR = timedelta(hours=1)

# Custom domains


def name_server(stage: Stage) -> Domains:
    domains = stage.enter(custom_domains(stage.cloud))
    domains.tenants = DistributionTenants(clock=stage.time.monotonic)
    stage.kept["domains"] = domains
    return domains


def claimed(stage: Stage) -> Any:
    """Who asks again after an answer that was lost has the domain already."""
    stage.ask("POST", "/v1/custom-domains", {"hostname": HOST}, expect=(201, 409))
    return stage.ask("GET", "/v1/custom-domains").body["data"][0]


def claim(stage: Stage, domains: Domains) -> None:
    domains.point(claimed(stage))
    stage.deliver()


def verified(stage: Stage) -> Any:
    claim(stage, name_server(stage))
    return stage.ask("GET", "/v1/custom-domains").body["data"][0]


def failed(stage: Stage) -> Any:
    """Nobody has made its records."""
    name_server(stage)
    domain = claimed(stage)
    stage.deliver()
    stage.time.pass_by(timedelta(hours=DOMAIN_HOURS))
    stage.clean_up()
    stage.deliver()
    return domain


def verify_again(stage: Stage, domain: Any) -> None:
    stage.kept["domains"].point(domain)
    stage.ask("POST", f"/v1/custom-domains/{domain['id']}/verify")
    stage.deliver()


def give_up(stage: Stage, domain: Any) -> None:
    stage.ask("DELETE", f"/v1/custom-domains/{domain['id']}", expect=(204, 404))
    stage.deliver()


def not_served(stage: Stage) -> list[str]:
    domains: Domains = stage.kept["domains"]
    told = domains.tenants.parameters_of(HOST)
    return [] if told == {"owner": stage.owner} and domains.claims(HOST) == 1 else [f"served for {told}"]


def left_of_domain(stage: Stage) -> list[str]:
    domains: Domains = stage.kept["domains"]
    left = domains.tenants.parameters_of(HOST), domains.claims(HOST)
    return [] if left == (None, 0) else [f"left of the domain: {left}"]


# Albums that others see


def friend(stage: Stage) -> User:
    stage.kept["friend"] = found = stage.cloud.user(f"friend-of-{stage.user.name}")
    stage.ask("PATCH", "/v1/me", {"handle": "friend"}, by=found)
    stage.ask("POST", "/v1/albums", {"slug": "trips"})
    return found


def invite(stage: Stage, found: User) -> None:
    stage.ask("POST", "/v1/albums/trips/members", {"to": "friend", "role": "contributor"}, expect=(201, 409))
    invited = stage.ask("GET", "/v1/invitations", by=found).body["data"][0]
    stage.ask("POST", f"/v1/invitations/{invited['id']}/accept", by=found)
    stage.deliver()


def shared(stage: Stage) -> Any:
    found = friend(stage)
    invite(stage, found)
    return stage.ask("GET", "/v1/shared", by=found).body["data"][0]


def add(stage: Stage, album: Any) -> None:
    found = stage.kept["friend"]
    form = stage.ask("POST", f"/v1/shared/{album['id']}/images", {"filename": "mine.jpg"}, by=found).body
    stage.post_form(form, picture())
    stage.deliver()


def leave(stage: Stage, album: Any) -> None:
    stage.ask("DELETE", f"/v1/shared/{album['id']}", by=stage.kept["friend"], expect=(204, 404))


def put_out(stage: Stage, album: Any) -> None:
    stage.ask("DELETE", f"/v1/albums/trips/members/{album['id']}", expect=(204, 404))


def decline(stage: Stage, found: User) -> None:
    stage.ask("POST", "/v1/albums/trips/members", {"to": "friend"}, expect=(201, 409))
    invited = stage.ask("GET", "/v1/invitations", by=found).body["data"][0]
    stage.ask("DELETE", f"/v1/invitations/{invited['id']}", by=found, expect=(204, 404))


def link(stage: Stage) -> Any:
    an_image(stage)
    return stage.ask("POST", "/v1/albums/trips/shares", {}).body


def withdraw(stage: Stage, share: Any) -> None:
    stage.ask("PATCH", f"/v1/shares/{share['id']}", {"password": "a password"})
    stage.ask("DELETE", f"/v1/shares/{share['id']}", expect=(204, 404))


# Accounts that end


def with_everything(stage: Stage) -> Any:
    """An image, a link, a member, and somebody in the user pool."""
    an_image(stage)
    stage.ask("POST", "/v1/albums/trips/shares", {})
    stage.ask("PATCH", "/v1/me", {"handle": "leaver"})
    made = stage.cloud.client("cognito-idp").admin_create_user(
        UserPoolId=stage.cloud.variables["USER_POOL_ID"],
        Username=f"{stage.user.name}@example.org",
    )
    stage.deliver()
    return made["User"]["Username"]


def ask_to_leave(stage: Stage, username: str) -> None:
    def ask() -> Answer:
        token = stage.user.token(username=username)
        return stage.user.call("DELETE", "/v1/me", query=f"confirm={stage.owner}", authorization=f"Bearer {token}")

    stage.tried_again(ask, "the deletion", (200,))


def leave_for_good(stage: Stage, username: str) -> None:
    """Its day, and the day on which nothing late is written any more."""
    stage.kept["username"] = username
    ask_to_leave(stage, username)
    for after in (THE_DAY, THE_DAY + SETTLED):
        stage.clean_up(after)
        stage.deliver()


def left_of_account(stage: Stage) -> list[str]:
    rows = [row for table in ("CORE_TABLE", "DERIVED_TABLE") for row in stage.cloud.rows(table)]
    left = [f"{row['pk']} {row['sk']}" for row in rows if stage.owner in f"{row}"]
    left += [key for bucket in BUCKETS for key in stage.cloud.keys(bucket) if stage.owner in key]
    return [*left, *(["the user pool knows the user"] if stage.kept["username"] in users_of(stage.cloud) else [])]


def on_the_way_out(stage: Stage) -> Any:
    ask_to_leave(stage, with_everything(stage))


def stay(stage: Stage, _: Any) -> None:
    stage.ask("POST", "/v1/me/restore")
    stage.clean_up(THE_DAY)
    stage.deliver()


PEOPLE = (
    Scenario("custom domain", name_server, claim, settled=(HOUR,), check=not_served),
    Scenario("custom domain, verified again", failed, verify_again, settled=(HOUR,), check=not_served),
    Scenario("custom domain that is given up", verified, give_up, settled=(HOUR,), check=left_of_domain),
    Scenario("invitation", friend, invite),
    Scenario("invitation that is declined", friend, decline),
    Scenario("picture of a member", shared, add),
    Scenario("member who leaves", shared, leave),
    Scenario("member who is put out", shared, put_out),
    Scenario("link to an album", link, withdraw),
    Scenario("account that ends", with_everything, leave_for_good, (THE_DAY + 2 * SETTLED,), check=left_of_account),
    Scenario("account that stays", on_the_way_out, stay, settled=(10 * MINUTE, THE_DAY + DAY)),
)
