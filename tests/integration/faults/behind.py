"""What happens behind a library, beside its owner's changes: verdicts, decisions on pictures, counts, and what was lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

from schema.budgets import HELD_TOO_LONG, UNFINISHED_AFTER, UNPUBLISHED_AFTER
from tests.integration.access_logs import log_line, write_log
from tests.integration.deliveries import Elapsed
from tests.integration.faults.backups import BACKUPS
from tests.integration.faults.calls import MEANING
from tests.integration.faults.moving import MOVING
from tests.integration.faults.people import PEOPLE
from tests.integration.faults.scenarios import (
    DAY,
    SCENARIOS,
    Act,
    Scenario,
    an_image,
    at,
    change,
    classify_again,
    clean_up,
    delete_for_ever,
    deleted,
    nothing,
    reserve_and_accept,
    reserved,
    two_images,
)
from tests.integration.faults.stage import MINUTE, Stage
from tests.integration.faults.told import TOLD
from tests.integration.small_pictures import picture


def holding_album(stage: Stage) -> Any:
    stage.ask("POST", "/v1/albums", {"slug": "held", "hold_until_moderated": True})


def accept_held(stage: Stage, _: Any) -> None:
    form = stage.ask("POST", "/v1/images", {"filename": "a.jpg", "album": "held", "tags": ["sea"]}).body
    stage.post_form(form, picture())
    stage.deliver()


def unjudged(stage: Stage, *, album: str = "trips") -> Any:
    """An image whose message to the models was lost."""
    form = stage.ask("POST", "/v1/images", {"filename": "a.jpg", "album": album, "tags": ["sea"]}).body
    stage.post_form(form, picture())
    stage.lose("classification_consumer")
    return stage.ask("GET", f"/v1/images/{form['imageId']}").body


def waiting_for_a_verdict(stage: Stage) -> Any:
    holding_album(stage)
    return unjudged(stage, album="held")


def unjudged_beside_a_holding_album(stage: Stage) -> Any:
    holding_album(stage)
    return unjudged(stage)


def decide(decision: str) -> Act:
    def act(stage: Stage, image: Any) -> None:
        stage.ask("POST", at(image, f"/{decision}"))
        stage.deliver()

    return act


def rejected_image(stage: Stage) -> Any:
    image = an_image(stage)
    decide("reject")(stage, image)
    return image


def reject_two(stage: Stage, images: Any) -> None:
    stage.ask_for_each("/v1/review", {"decision": "reject"}, images)
    stage.deliver()


def unpublished(stage: Stage) -> Any:
    """An accepted image whose message to the ladder was lost."""
    form = reserved(stage)
    stage.post_form(form, picture())
    stage.lose("variant_consumer")


def unheard(stage: Stage) -> Any:
    """An upload that nobody was told of."""
    form = reserved(stage)
    stage.post_form(form, picture())
    stage.deliveries.waiting.clear()


def announce(stage: Stage, _: Any) -> None:
    stage.run("unfinished_schedule", lambda: Elapsed().now() + UNFINISHED_AFTER + MINUTE)
    stage.deliver()


def empty_bin(stage: Stage, _: Any) -> None:
    stage.ask("POST", "/v1/bin/empty", {"images": 1})
    stage.clean_up(2 * MINUTE)
    stage.deliver()


def look_for_a_sentence(stage: Stage, image: Any) -> None:
    found = stage.ask("GET", "/v1/search", query="meaning=the+sea").body["data"]
    assert [hit["image"]["id"] for hit in found] == [image["id"]]


SEEN_AT = datetime.now(UTC)
"""One hour for all runs: rows of counts are named by it, and two runs that are compared must not differ by a full hour between
them."""


def seen(stage: Stage) -> Any:
    image, now = an_image(stage), SEEN_AT
    path = f"/{image['owner']}/{image['album']}/{image['filename']}"
    at = f"{now:%Y-%m-%dT%H}:05:00Z"
    write_log(stage.cloud, log_line(path, at=at), log_line("/", at=at, x_host_header="gone.example.com"))
    return now


def count_views(stage: Stage, now: Any) -> None:
    stage.run("analytics_schedule", lambda: now + timedelta(hours=1))


BEHIND = (
    Scenario("upload that is held", holding_album, accept_held),
    Scenario("move to where pictures are held", unjudged_beside_a_holding_album, change(album="held")),
    Scenario("reject", an_image, decide("reject")),
    Scenario("approve", rejected_image, decide("approve")),
    Scenario("reject two", two_images, reject_two),
    Scenario("empty the bin", deleted, empty_bin, settled=(DAY, 2 * DAY)),
    Scenario("clean-up: no verdict", waiting_for_a_verdict, clean_up(HELD_TOO_LONG + MINUTE), settled=(DAY,)),
    Scenario("clean-up: no presets", unpublished, clean_up(UNPUBLISHED_AFTER + MINUTE), settled=(DAY,)),
    Scenario("upload that nobody was told of", unheard, announce),
    Scenario("views are counted", seen, count_views),
)
BY_MEANING = tuple(
    Scenario(f"{name}, with search by meaning", begin, act, settled, services=MEANING, with_meaning=True)
    for name, begin, act, settled in (
        ("upload", nothing, reserve_and_accept, ()),
        ("classify again", an_image, classify_again, ()),
        ("purge", an_image, delete_for_ever, (DAY,)),
        ("clean-up: bin", deleted, clean_up(31 * DAY), (32 * DAY,)),
        ("a sentence", an_image, look_for_a_sentence, ()),
    )
)
EVERY_SCENARIO = (*SCENARIOS, *BEHIND, *BACKUPS, *MOVING, *PEOPLE, *TOLD, *BY_MEANING)
