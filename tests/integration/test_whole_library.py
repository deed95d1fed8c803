"""Everything that an owner does with a library, in any order, while messages come twice, late and out of order.

In the end everything is delivered, and the model, the tables, the buckets, the index and search agree.
"""

import json
from contextlib import ExitStack
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from schema.keys.cache_tags import image_tag
from tests.integration.agreement import disagreements, forget_everything, in_public
from tests.integration.cloud import Cloud
from tests.integration.deliveries import Deliveries, Elapsed, Message, started_anew
from tests.integration.library_model import WITHHELD, ModelImage, ModelLibrary, State
from tests.integration.small_pictures import dark_picture, flagging_dark_pictures, picture
from tests.recognition import recognising

ALBUMS, TAGS = ("default", "trips", "far"), ("sea", "sky", "fog")
HOUR = timedelta(hours=1)
_SEEDS = st.integers(0, 2**32 - 1)
_tags = st.frozensets(st.sampled_from(TAGS), max_size=2)


class Library(RuleBasedStateMachine):
    def __init__(self, cloud: Cloud) -> None:
        super().__init__()
        forget_everything(cloud)
        self.cloud, self.time, self.model = started_anew(cloud), Elapsed(), ModelLibrary()
        self.deliveries = Deliveries(self.cloud, self.time, when_done=self.note)
        self.user = self.cloud.user(f"user-{uuid4().hex}")
        self.delivered: list[Message] = []
        self.order = Random(0)
        self._doubles = ExitStack()
        self._doubles.enter_context(self.deliveries.collected())
        self._doubles.enter_context(recognising()).answers["DetectModerationLabels"] = flagging_dark_pictures

    def ask(self, method: str, path: str, body: Any = None, *, expect: int | tuple[int, ...], query: str = "") -> Any:
        answer = self.user.call(method, path, body, query=query)
        expected = (expect,) if isinstance(expect, int) else expect
        assert answer.status in expected, f"{method} {path} {body}: {answer}"
        return answer.body

    def one_of(self, which: int, *states: State) -> ModelImage:
        images = self.model.in_state(*states)
        return images[which % len(images)]

    def has(self, *states: State) -> bool:
        return bool(self.model.in_state(*states))

    # What the owner does

    @initialize(seed=_SEEDS)
    def begin(self, seed: int) -> None:
        self.order = Random(seed)
        self.owner = self.ask("GET", "/v1/me", expect=200)["owner"]

    @rule(slug=st.sampled_from(ALBUMS[1:]))
    def create_album(self, slug: str) -> None:
        self.ask("POST", "/v1/albums", {"slug": slug}, expect=409 if slug in self.model.albums else 201)
        self.model.albums.add(slug)

    @rule(slug=st.sampled_from(ALBUMS), holds=st.booleans())
    def hold(self, slug: str, holds: bool) -> None:
        """What comes to the album from now on. The default album is always there."""
        is_there = slug == ALBUMS[0] or slug in self.model.albums
        self.ask("PATCH", f"/v1/albums/{slug}", {"hold_until_moderated": holds}, expect=200 if is_there else 404)
        if is_there:
            self.model.albums.add(slug)
            self.model.holding = self.model.holding | {slug} if holds else self.model.holding - {slug}

    @rule(
        album=st.sampled_from(ALBUMS),
        tags=_tags,
        visibility=st.sampled_from(("public", "private", "unlisted")),
        is_unsafe=st.booleans(),
    )
    def upload(self, album: str, tags: frozenset[str], visibility: str, is_unsafe: bool) -> None:
        filename = f"picture{len(self.model.images)}.jpg"
        asked = {"filename": filename, "album": album, "tags": sorted(tags), "visibility": visibility}
        image = ModelImage("", filename, album, tags, visibility, is_unsafe=is_unsafe)
        if self.model.is_taken(image.path, by_other_than=image):  # another one was moved there
            self.ask("POST", "/v1/images", asked, expect=409)
            return
        form = self.ask("POST", "/v1/images", asked, expect=201)
        self.model.albums.add(album)
        image.id = form["imageId"]
        self.model.images.append(image)
        self.deliveries.send("upload_consumer", self.user.post_form(form, dark_picture() if is_unsafe else picture()))

    @precondition(lambda self: self.has(State.LIVE))
    @rule(which=_SEEDS, alt=st.sampled_from(("a boat", "two boats", None)), tags=_tags)
    def edit(self, which: int, alt: str | None, tags: frozenset[str]) -> None:
        image = self.one_of(which, State.LIVE)
        self.ask("PATCH", f"/v1/images/{image.id}", {"alt": alt, "tags": sorted(tags)}, expect=200)
        image.alt, image.tags = alt, tags

    @precondition(lambda self: self.has(State.LIVE))
    @rule(which=_SEEDS, album=st.sampled_from(ALBUMS), number=st.integers(0, 3))
    def move(self, which: int, album: str, number: int) -> None:
        """To a path that another image may have."""
        image, filename = self.one_of(which, State.LIVE), f"picture{number}.jpg"
        is_taken = self.model.is_taken((album, filename), by_other_than=image)
        body = {"album": album, "filename": filename}
        self.ask("PATCH", f"/v1/images/{image.id}", body, expect=409 if is_taken else 200)
        if not is_taken:
            self.model.move(image, album, filename)

    @precondition(lambda self: self.has(State.LIVE))
    @rule(which=_SEEDS, visibility=st.sampled_from(("public", "private", "unlisted")))
    def show_to_others(self, which: int, visibility: str) -> None:
        image = self.one_of(which, State.LIVE)
        self.ask("PATCH", f"/v1/images/{image.id}", {"visibility": visibility}, expect=200)
        image.visibility = visibility

    @precondition(lambda self: self.has(State.LIVE, State.RESERVED))
    @rule(which=_SEEDS)
    def delete(self, which: int) -> None:
        image = self.one_of(which, State.LIVE, State.RESERVED)
        self.ask("DELETE", f"/v1/images/{image.id}", expect=204)
        image.state = State.BIN if image.state is State.LIVE else State.GONE

    @precondition(lambda self: self.has(State.BIN))
    @rule(which=_SEEDS)
    def restore(self, which: int) -> None:
        image = self.one_of(which, State.BIN)
        is_taken = self.model.is_taken(image.path, by_other_than=image)
        self.ask("POST", f"/v1/images/{image.id}/restore", expect=409 if is_taken else 200)
        if not is_taken:
            self.model.restore(image, self.time.now())

    @precondition(lambda self: self.has(State.LIVE, State.BIN))
    @rule(which=_SEEDS)
    def delete_for_ever(self, which: int) -> None:
        image = self.one_of(which, State.LIVE, State.BIN)
        self.ask("DELETE", f"/v1/images/{image.id}", query="permanent=true", expect=204)
        image.state = State.GONE

    @precondition(lambda self: self.has(State.LIVE))
    @rule(which=_SEEDS)
    def let_expire(self, which: int) -> None:
        image = self.one_of(which, State.LIVE)
        image.expires_at = self.time.now() + HOUR
        self.ask("PATCH", f"/v1/images/{image.id}", {"expires_at": image.expires_at.isoformat()}, expect=200)

    @precondition(lambda self: self.has(State.BIN))
    @rule()
    def empty_bin(self) -> None:
        """It is worked off by the clean-up's next run. Until then, images can be restored."""
        deleted = self.model.in_state(State.BIN)
        self.ask("POST", "/v1/bin/empty", {"images": len(deleted)}, expect=202)
        self.model.to_be_emptied = deleted

    @precondition(lambda self: self.has(State.LIVE))
    @rule(which=_SEEDS, decision=st.sampled_from(("approve", "reject")))
    def decide(self, which: int, decision: str) -> None:
        image = self.one_of(which, State.LIVE)
        self.ask("POST", f"/v1/images/{image.id}/{decision}", expect=200)
        image.decide(decision)

    @precondition(lambda self: self.has(State.LIVE))
    @rule(decision=st.sampled_from(("approve", "reject")))
    def decide_on_all(self, decision: str) -> None:
        images = self.model.in_state(State.LIVE)
        asked = {"decision": decision, "ids": [image.id for image in images]}
        results = self.ask("POST", "/v1/review", asked, expect=200)["results"]
        assert [result["status"] for result in results] == [200] * len(images)
        for image in images:
            image.decide(decision)

    @precondition(lambda self: self.has(State.LIVE))
    @rule(which=_SEEDS)
    def classify_again(self, which: int) -> None:
        """The same bytes can be looked at again once in 28 days."""
        self.ask("POST", f"/v1/images/{self.one_of(which, State.LIVE).id}/ai/analyze", expect=(202, 429))

    # What happens beside

    @precondition(lambda self: self.deliveries.waiting)
    @rule(which=_SEEDS, keep=st.booleans())
    def deliver(self, which: int, keep: bool) -> None:
        """Any message, not the oldest one first; perhaps without its end being noticed, so that it comes again."""
        message = self.deliveries.waiting.pop(which % len(self.deliveries.waiting))
        if keep:
            self.deliveries.waiting.append(message)
        self._deliver(message)

    @precondition(lambda self: self.delivered)
    @rule(which=_SEEDS)
    def deliver_again(self, which: int) -> None:
        self._deliver(self.delivered[which % len(self.delivered)])

    @rule(most=st.integers(1, 5))
    def follow_changes(self, most: int) -> None:
        assert self.deliveries.follow_changes(most=most)

    @rule()
    def clean_up(self) -> None:
        assert self.deliveries.run("cleanup_schedule", self.time.now())
        self.model.clean_up(self.time.now() - timedelta(minutes=5))

    @rule()
    def two_hours_pass(self) -> None:
        self.time.pass_by(2 * HOUR)
        self.clean_up()

    def _deliver(self, message: Message) -> None:
        assert self.deliveries.deliver(message), message

    def note(self, message: Message) -> None:
        """What an upload or a verdict means for the model."""
        self.delivered.append(message)
        told = json.loads(message.body)
        match message.function:
            case "upload_consumer":
                for image in self.model.in_state(State.RESERVED):
                    if image.id in told["detail"]["object"]["key"]:
                        self.model.accept(image)
            case "classification_consumer":
                for image in self.model.in_state(State.LIVE):
                    if image.id == told["image_id"]:
                        image.judge()

    # At every moment

    @invariant()
    def nothing_is_public_that_should_not_be(self) -> None:
        hidden = {image_tag(image.id) for image in self.model.images if not image.may_be_public}
        assert not hidden & in_public(self.cloud)

    # In the end

    def teardown(self) -> None:
        try:
            self._deliver_everything()
            self._compare()
        finally:
            self._doubles.close()

    def _deliver_everything(self) -> None:
        for round_ in range(3):
            self.deliveries.waiting += self.order.sample(self.delivered, min(3, len(self.delivered))) if round_ else []
            while self.deliveries.waiting:
                self.order.shuffle(self.deliveries.waiting)
                self._deliver(self.deliveries.waiting.pop())
            self.deliveries.deliver_all()
            self.time.pass_by(timedelta(minutes=10))
            self.clean_up()
        self.deliveries.deliver_all()
        assert self.deliveries.dead == []

    def _compare(self) -> None:
        live, deleted = self.model.in_state(State.LIVE), self.model.in_state(State.BIN)
        shown = self.ask("GET", "/v1/images", query="limit=100", expect=200)["data"]
        assert {each["id"]: _said(each) for each in shown} == {image.id: _wanted(image) for image in live}
        binned = self.ask("GET", "/v1/images", query="limit=100&deleted=true", expect=200)["data"]
        assert {each["id"] for each in binned} == {image.id for image in deleted}
        for image in self.model.in_state(State.GONE):
            self.ask("GET", f"/v1/images/{image.id}", expect=404)
        for tag in TAGS:
            found = self.ask("GET", "/v1/search", query=f"q=tag:{tag}&limit=100", expect=200)["data"]
            assert {hit["image"]["id"] for hit in found} == {image.id for image in live if tag in image.tags}, tag
        self._compare_review(live)
        self._compare_what_viewers_get(live)
        assert disagreements(self.cloud, [self.owner]) == []

    def _compare_review(self, live: list[ModelImage]) -> None:
        for state in ("held", "flagged", "rejected"):
            wanted = {image.id for image in live if image.moderation == state}
            listed = self.ask("GET", "/v1/review", query=f"state={state}&limit=100", expect=200)["data"]
            assert {each["id"] for each in listed} == wanted, state

    def _compare_what_viewers_get(self, live: list[ModelImage]) -> None:
        public = {key.rpartition("/")[0] for key in self.cloud.keys("PUBLIC_BUCKET") if key.endswith(".webp")}
        seen = [image for image in live if image.may_be_public]
        assert public == {f"{self.owner}/{image.album}/{image.filename}" for image in seen}
        for image in live:
            path = f"/{self.owner}/{image.album}/{image.filename}/w128.webp"
            seen = 401 if image.visibility == "private" else 200
            assert self.cloud.cdn(path).status == (404 if image.moderation in WITHHELD else seen)


def _said(image: Any) -> Any:
    names = ("album", "filename", "alt", "visibility", "status")
    return *(image[name] for name in names), sorted(image["tags"]), (image["moderation"] or {}).get("state")


def _wanted(image: ModelImage) -> Any:
    return image.album, image.filename, image.alt, image.visibility, "ready", sorted(image.tags), image.moderation


@pytest.mark.hypothesis
def test_library_ends_as_its_owner_has_asked_for(cloud: Cloud) -> None:
    examples = max(1, settings.default.max_examples // 4) if settings.default else 5
    run_state_machine_as_test(
        lambda: Library(cloud), settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )
