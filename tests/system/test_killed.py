"""A killed `make run` loses no upload that it has acknowledged."""

import io
import random
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.system.runtime import Runtime, User, killed, running

MOMENTS = random.Random(11)


def picture(number: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (number * 37 % 256, number % 256, 99)).save(made, "PNG")
    return made.getvalue()


class Uploader(threading.Thread):
    """Reserves and posts one picture after the other until nobody answers, and remembers the acknowledged ones."""

    def __init__(self, user: User, name: str) -> None:
        super().__init__()
        self._user, self.name = user, name
        self.acknowledged: list[str] = []

    def run(self) -> None:
        for number in range(1000):
            try:
                form = self._reserved(f"{self.name}-{number}.png")
                if form is None or self._user.send(form, picture(number)).status_code != 201:
                    return
            except httpx.HTTPError:
                return
            self.acknowledged.append(form["imageId"])

    def _reserved(self, filename: str) -> dict[str, Any] | None:
        answer = self._user.call("POST", "/images", {"filename": filename})
        return answer.json() if answer.status_code == 201 else None


def upload_until_killed(runtime: Runtime, name: str) -> list[str]:
    """The ids of the images whose upload was acknowledged."""
    uploaders = [Uploader(runtime.user("alice"), f"{name}{number}") for number in range(3)]
    for uploader in uploaders:
        uploader.start()
    while sum(len(uploader.acknowledged) for uploader in uploaders) < 6:
        assert all(uploader.is_alive() for uploader in uploaders)
        time.sleep(0.05)  # another process's answers are nothing to wait for together
    time.sleep(MOMENTS.uniform(0, 1.5))  # the moment of the kill is any moment
    runtime.process.kill()
    for uploader in uploaders:
        uploader.join()
    return [image_id for uploader in uploaders for image_id in uploader.acknowledged]


@pytest.mark.timeout(900)  # three starts; what waits in vain for one image fails after three minutes
def test_every_acknowledged_upload_becomes_ready(tmp_path: Path) -> None:
    acknowledged: list[str] = []
    for turn in "ab":
        with killed(tmp_path / "state") as runtime:
            acknowledged += upload_until_killed(runtime, turn)
    with running(tmp_path / "state") as runtime:
        alice = runtime.user("alice")
        assert {alice.wait_for(image_id)["status"] for image_id in acknowledged} == {"ready"}
        assert alice.upload(picture(0), "after.png")["status"] == "ready"
