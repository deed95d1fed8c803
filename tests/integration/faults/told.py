"""Who is told, and what an operator does: webhooks, letters, the bill brake, takedowns."""

from datetime import timedelta
from typing import Any

from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from pixelflare.aws.table import Table
from pixelflare.brake import BrakeStore
from schema.brake import BrakeLevel
from schema.library.events import EventKind
from tests.integration.braking import THRESHOLDS, announced, operator, spend
from tests.integration.cloud import Answer, User
from tests.integration.faults.scenarios import Scenario, an_image, delete
from tests.integration.faults.stage import Stage
from tests.integration.mailing import Reader, event
from tests.integration.webhooks import URL, Endpoint

SENDER = "no-reply@example.com"

# Webhooks


def endpoint(*statuses: int) -> Any:
    """Made before the image, so that its first events are not missed: it wants a later one."""

    def begin(stage: Stage) -> Any:
        stage.kept["endpoint"] = Endpoint([*statuses])
        stage.cloud.services("webhook_delivery_consumer").outgoing = stage.kept["endpoint"]
        stage.ask("POST", "/v1/webhooks", {"url": URL, "events": ["image.deleted"]})
        return an_image(stage)

    return begin


def not_delivered(stage: Stage) -> list[str]:
    """An endpoint may be asked twice, and knows by the id that it is the same."""
    ids = set(stage.kept["endpoint"].ids)
    hook = stage.ask("GET", "/v1/webhooks").body["data"][0]["webhook_id"]
    log = [each["status"] for each in stage.ask("GET", f"/v1/webhooks/{hook}/deliveries").body["data"]]
    return [] if len(ids) == 1 and log == ["delivered"] else [f"asked for {ids}, and noted {log}"]


# Letters


def reader(stage: Stage) -> Reader:
    """The user, as the pool knows who signs in."""
    stage.cloud.functions["notice_consumer"] = stage.cloud.started("notice_consumer", MAIL_SENDER=SENDER)
    stage.cloud.client("sesv2").create_email_identity(EmailIdentity=SENDER) if not _knows_sender(stage) else None
    address = f"{stage.user.name}@example.com"
    made = stage.cloud.client("cognito-idp").admin_create_user(
        UserPoolId=stage.cloud.variables["USER_POOL_ID"],
        Username=address,
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
    )
    found = Reader(stage.cloud, stage.user.name, username=made["User"]["Username"], address=address)
    stage.ask("PATCH", "/v1/notices", {"image_flagged": True}, by=found)
    stage.kept["address"] = address
    return found


def _knows_sender(stage: Stage) -> bool:
    known = stage.cloud.client("sesv2").list_email_identities()["EmailIdentities"]
    return any(each["IdentityName"] == SENDER for each in known)


def tell(stage: Stage, _: Any) -> None:
    happened = event(stage.owner, EventKind.BACKUP_FAILED, at=stage.time.now())
    stage.deliveries.send("notice_consumer", happened.model_dump(mode="json"))
    stage.deliver()


def not_told(stage: Stage) -> list[str]:
    """Of a mail nobody knows whether it was sent when the answer was lost: it is sent again."""
    mails = get_backend("ses")[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    count = sum(stage.kept["address"] in each.destinations["ToAddresses"] for each in mails)
    return [] if 1 <= count <= (2 if stage.told else 1) else [f"{count} letters were sent"]


def switch(stage: Stage, found: Any) -> None:
    stage.ask("PATCH", "/v1/notices", {"image_flagged": False, "backup_failed": False}, by=found)
    tell(stage, None)


def was_told(stage: Stage) -> list[str]:
    mails = get_backend("ses")[DEFAULT_ACCOUNT_ID]["us-east-1"].sent_messages
    return ["a letter of what is switched off"] * any(
        stage.kept["address"] in each.destinations["ToAddresses"] for each in mails
    )


# The brake


def much_is_spent(stage: Stage) -> Any:
    """In the middle of a month, so that the hour before is of the same one."""
    now = stage.time.now()
    middle = (now.replace(day=28) + timedelta(days=4)).replace(day=15, hour=12)
    stage.time.pass_by(middle - now)
    spend(stage.cloud, middle, gigabytes=2000)
    stage.cloud.functions["brake_schedule"] = stage.cloud.started("brake_schedule", **THRESHOLDS)
    stage.kept["announced"] = len(announced(stage.cloud))


def count_spending(stage: Stage, _: Any) -> None:
    stage.run("brake_schedule", stage.time.now)


def by_hand(stage: Stage) -> Any:
    stage.kept["announced"] = len(announced(stage.cloud))


def hold(stage: Stage, _: Any) -> None:
    stage.tried_again(lambda: operator(stage.user, "PUT", {"level": 2}), "PUT of the brake", (200,))


def not_braked(stage: Stage) -> list[str]:
    """A step is announced once, or once more when nobody knows whether it was."""
    state = BrakeStore(Table(stage.cloud.variables["CORE_TABLE"])).find()
    more = len(announced(stage.cloud)) - stage.kept["announced"]
    is_at = state is not None and state.told is BrakeLevel.NO_UPLOADS
    is_announced = 1 <= more <= (2 if stage.told else 1)
    return [] if is_at and is_announced else [f"{more} announcements, and the state {state}"]


# Takedowns


def take_down(stage: Stage, image: Any) -> None:
    def ask() -> Answer:
        token = User(stage.cloud, f"operator-of-{stage.user.name}").token(**{"cognito:groups": ["operators"]})
        where = f"/v1/admin/images/{image['id']}/takedown"
        return stage.user.call("PUT", where, {"reason": "a claim"}, authorization=f"Bearer {token}")

    stage.kept["image"] = image
    stage.tried_again(ask, "the takedown", (200, 201, 202, 204))
    stage.deliver()


def not_taken_down(stage: Stage) -> list[str]:
    image = stage.kept["image"]
    answer = stage.cloud.cdn(f"/{image['owner']}/{image['album']}/{image['filename']}/w128.webp")
    return [] if answer.status == 451 else [f"the edge answers {answer.status}"]


TOLD = (
    Scenario("webhook", endpoint(200), delete, check=not_delivered),
    Scenario("webhook whose endpoint fails at first", endpoint(500, 200), delete, check=not_delivered),
    Scenario("letter", reader, tell, check=not_told),
    Scenario("letter that is not wanted", reader, switch, check=was_told),
    Scenario("brake: counted", much_is_spent, count_spending, check=not_braked),
    Scenario("brake: by hand", by_hand, hold, check=not_braked),
    Scenario("takedown", an_image, take_down, check=not_taken_down),
)
