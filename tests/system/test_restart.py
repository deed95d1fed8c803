"""Pictures and records survive a restart; Ctrl-C stops it cleanly (the fixture's own check)."""

from pathlib import Path

from tests.photographs import photograph
from tests.system.runtime import running


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with running(state) as first:
        image = first.user("alice").upload(photograph("rocket.jpg"), tags=["space"])
        image = first.user("alice").wait_for_models(image["id"])
        path = f"/{image['owner']}/default/beach.jpg"
        before = first.get(f"{path}/w256.webp").content
        original = first.get(path).content

    with running(state) as second:
        alice = second.user("alice")
        again = alice.call("GET", f"/images/{image['id']}").json()
        assert {**again, "cdn_url": "", "short_url": "", "variants": {}} == {
            **image,
            "cdn_url": "",
            "short_url": "",
            "variants": {},
        }
        assert second.get(f"{path}/w256.webp").content == before
        assert second.get(path).content == original
        assert second.get(f"{path}/w512.avif").status_code == 200
        assert alice.upload(photograph("retina.jpg"), "second.jpg")["owner"] == image["owner"]
