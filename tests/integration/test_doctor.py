"""Each kind of disagreement, made by hand: the doctor finds it, says it, and repairs it. A healthy library has none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.provisioned import Provisioned
from operations.doctor import report, services_of
from pixelflare.cleanup.doctor import DoctorServices, Visit, owners_of, visit
from schema.keys.core import USAGE_SHARDS
from tests.integration.cleaning import clean_up
from tests.integration.cloud import Cloud, User
from tests.integration.moderated import held_image
from tests.integration.visibility import change, jpeg

NOBODY = f"img_{'0' * 26}"


@pytest.fixture(scope="module")
def services(cloud: Cloud) -> DoctorServices:
    here: Provisioned = cloud.provisioned
    return services_of(here.assembly, here.name)


def nothing() -> None:
    """No pause: nothing is under way."""


def look(owner: str, services: DoctorServices, *, repair: bool = False, pause: Callable[[], None] = nothing) -> Visit:
    return visit([owner], services, nobodys=False, repair=repair, pause=pause)


def row(image: Any, sk: str) -> dict[str, str]:
    return {"pk": f"O#{image['owner']}", "sk": sk}


def a_library(cloud: Cloud, user: User) -> Any:
    """One image of each kind; the returned one is public, tagged, and was moved once."""
    expires = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    user.upload(jpeg(), "hidden.jpg", visibility="private", tags=["sea"])
    user.upload(jpeg(), "expiring.jpg", expires_at=expires)
    user.call("DELETE", f"/v1/images/{user.upload(jpeg(), 'deleted.jpg', tags=['sky'])['id']}")
    user.call("DELETE", f"/v1/images/{user.upload(jpeg(), 'purged.jpg')['id']}", query="permanent=true")
    held_image(user, "held.jpg")
    user.reserve("reserved.jpg", tags=["sea"])
    cloud.deliver("upload_consumer", user.post_form(user.reserve("bad.jpg", tags=["sea"]), b"no picture"))
    image = change(user, user.upload(jpeg(), "first.jpg", tags=["sea", "sky"]), filename="a.jpg")
    cloud.deliver("variant_consumer", *cloud.messages())
    cloud.follow_changes()
    return image


def test_change_that_no_search_asks_for_is_no_disagreement(cloud: Cloud, user: User, services: DoctorServices) -> None:
    """The stream's consumer passes over it, so the document stays at an earlier version."""
    image = user.upload(jpeg(), "a.jpg")
    cloud.follow_changes()
    user.call("POST", f"/v1/images/{image['id']}/variants")
    cloud.deliver("variant_consumer", *cloud.messages())
    cloud.follow_changes()
    assert look(image["owner"], services) == Visit([])
    assert change(user, image, alt="a boat")
    (found,) = look(image["owner"], services).findings
    assert found.says == f"search knows an earlier {image['id']}"


def test_nothing_is_found_in_a_healthy_library(cloud: Cloud, user: User, services: DoctorServices) -> None:
    image = a_library(cloud, user)
    assert look(image["owner"], services, pause=lambda: pytest.fail("a healthy library needs no second look")) == Visit(
        []
    )
    clean_up(cloud, timedelta(seconds=1))
    cloud.follow_changes()
    found = look(image["owner"], services)
    assert report(found, repair=False) == "Tables, buckets and the search index agree."


def _without_claim(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.delete(row(image, "P#default#a.jpg"))


def _claim_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.put(row(image, "P#default#ghost.jpg") | {"image_id": NOBODY})


def _without_pointer(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.delete({"pk": f"IM#{image['id']}", "sk": "#"})


def _without_content(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    sort_keys = [each["sk"]["S"] for each in cloud.rows("CORE_TABLE")]
    (key,) = [key for key in sort_keys if key.startswith("C#") and key.endswith(f"#{image['id']}")]
    s.core.delete(row(image, key))


def _content_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.put({**row(image, f"C#{'a' * 64}#{NOBODY}")})


def _labels_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.put({**row(image, f"IA#{NOBODY}"), "image_id": NOBODY, "sha256": "a" * 64})


def _not_in_its_album(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.update(row(image, f"I#{image['id']}"), set_={"g1pk": "elsewhere"})


def _due_for_nothing(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.update(row(image, f"I#{image['id']}"), set_={"g2pk": "W#expire#0", "g2sk": "2030"})


def _without_tag_row(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.delete(row(image, f"TI#sea#{image['id']}"))


def _tag_row_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.put({**row(image, f"TI#sea#{NOBODY}")})


def _without_tag_record(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.delete(row(image, "T#sea"))


def _miscounted(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.update(row(image, "TC#sky#07"), add={"images": 5})


def _usage_miscounted(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.update(row(image, "UC#07"), add={"original_bytes": 5, "changes": 1})


def _usage_forgotten(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    for number in range(USAGE_SHARDS):
        s.core.delete(row(image, f"UC#{number:02}"))


def _not_counted_yet(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    """As images are that were written before usage was counted."""
    _usage_forgotten(cloud, s, image)
    s.core.update(row(image, f"I#{image['id']}"), remove=["counted", "variant_bytes"])


def _not_in_the_review(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    given = {"state": "flagged", "verdict": {"flagged": True, "model": "test", "judged_at": 1}}
    s.core.update(row(image, f"I#{image['id']}"), set_={"moderation": given})


def _review_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.core.put({**row(image, f"RV#{NOBODY}")})


def _original_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.originals.write(f"{image['owner']}/{NOBODY}/{'a' * 64}", b"x", content_type="image/jpeg")


def _public_object_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.public.write(f"{image['owner']}/default/ghost.jpg/w128.webp", b"x", content_type="image/webp")


def _private_object_of_a_public_image(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.private.write(f"p/{image['id']}.jpg/w128.webp", b"x", content_type="image/webp")


def _without_document(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    s.derived.delete({"pk": f"FD#{image['owner']}", "sk": image["id"]})


def _without_posting(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    (found, *_) = [
        each
        for each in cloud.rows("DERIVED_TABLE")
        if each["pk"]["S"].startswith("F#") and each["sk"]["S"].endswith(image["id"])
    ]
    s.derived.delete({"pk": found["pk"]["S"], "sk": found["sk"]["S"]})


def _retitled_in_secret(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    now = "2026-01-01T00:00:00Z"
    album = {"slug": "default", "title": "Boats", "created_at": now, "updated_at": now, "version": 9}
    s.core.put({"pk": f"O#{image['owner']}", "sk": "A#default"} | album)


def _document_of_nobody(cloud: Cloud, s: DoctorServices, image: Any) -> None:
    document = {"image_id": NOBODY, "version": 1, "revision": 1, "terms": {"x": {"weight": 1, "length": 1}}}
    s.derived.put({"pk": f"FD#{image['owner']}", "sk": NOBODY} | document)


MADE_BY_HAND = [
    (_without_claim, "does not lead to"),
    (_claim_of_nobody, "which is not there"),
    (_without_pointer, "does not lead to its owner"),
    (_without_content, "is not listed"),
    (_content_of_nobody, "which does not have it"),
    (_labels_of_nobody, "labels are kept of"),
    (_not_in_its_album, "index of its album or bin"),
    (_due_for_nothing, "index of what is due"),
    (_without_tag_row, "does not know"),
    (_tag_row_of_nobody, "knows img_000"),
    (_without_tag_record, "is not listed"),
    (_miscounted, "the tag sky counts"),
    (_usage_miscounted, "usage counts original bytes in part 07: 5 more than there is"),
    (_usage_forgotten, "less than there is"),
    (_not_counted_yet, "usage does not count"),
    (_not_in_the_review, "otherwise than its record says"),
    (_review_of_nobody, "the review lists img_000"),
    (_original_of_nobody, "belongs to no image"),
    (_public_object_of_nobody, "lies where no public image is"),
    (_private_object_of_a_public_image, "is not where its image is"),
    (_without_document, "search does not know"),
    (_without_posting, "search does not find"),
    (_retitled_in_secret, "search knows an earlier"),
    (_document_of_nobody, "search finds"),
]


@pytest.mark.parametrize(("harm", "says"), MADE_BY_HAND, ids=lambda each: getattr(each, "__name__", ""))
def test_disagreement_is_found_and_repaired(
    cloud: Cloud, user: User, services: DoctorServices, harm: Callable[..., None], says: str
) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea", "sky"])
    cloud.follow_changes()
    harm(cloud, services, image)

    found = look(image["owner"], services)
    assert found.findings
    assert all(says in finding.says for finding in found.findings), report(found, repair=False)
    repaired = look(image["owner"], services, repair=True)
    assert repaired.repaired == repaired.findings == found.findings
    assert look(image["owner"], services) == Visit([])


def test_missing_original_needs_a_person(cloud: Cloud, user: User, services: DoctorServices) -> None:
    image = user.upload(jpeg(), "a.jpg")
    cloud.follow_changes()
    services.originals.delete_listed(f"{image['owner']}/", lambda _: True)
    found = look(image["owner"], services, repair=True)
    assert "is missing: nothing can make it again" in report(found, repair=True)
    assert "(needs a person)" in report(found, repair=True)


def test_what_is_under_way_at_the_first_look_is_no_finding(cloud: Cloud, user: User, services: DoctorServices) -> None:
    image = user.upload(jpeg(), "a.jpg")  # the index has not followed yet
    assert look(image["owner"], services).findings
    assert look(image["owner"], services, pause=cloud.follow_changes) == Visit([])


def test_repair_gives_way_to_a_change_that_came_in_between(
    cloud: Cloud, user: User, services: DoctorServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = user.upload(jpeg(), "a.jpg", tags=["sea"])
    cloud.follow_changes()
    _not_in_its_album(cloud, services, image)
    real = visit.__globals__["_repair"]

    def repair(*arguments: Any) -> None:
        change(user, image, alt="meanwhile")
        real(*arguments)

    monkeypatch.setitem(visit.__globals__, "_repair", repair)
    found = look(image["owner"], services, repair=True)
    assert (len(found.changed), found.repaired) == (1, [])


def test_all_owners_are_found_and_what_belongs_to_none(cloud: Cloud, user: User, services: DoctorServices) -> None:
    image = user.upload(jpeg(), "a.jpg")
    gone = f"img_{'1' * 26}"
    services.core.put({"pk": f"IM#{gone}", "sk": "#", "owner": image["owner"]})
    strays = [f"e/{NOBODY}.jpg/w128.webp", "nobody/default/a.jpg", f"nobody/{NOBODY}/{'b' * 64}"]
    services.private.write(strays[0], b"x", content_type="image/webp")
    services.public.write(strays[1], b"x", content_type="image/jpeg")
    services.originals.write(strays[2], b"x", content_type="image/jpeg")
    assert image["owner"] in owners_of(services)

    found = visit([], services, nobodys=True, repair=True, pause=nothing)
    told = report(found, repair=True)
    assert all(f"{stray}" in told for stray in [gone, *strays]), told
    again = report(visit([], services, nobodys=True, repair=False, pause=nothing), repair=False)
    assert not any(stray in again for stray in [gone, *strays])
