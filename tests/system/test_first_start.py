"""What a newcomer sees: pictures coming out of the CDN, and a line to upload with."""

import re
import subprocess
import sys
import time
from pathlib import Path

import httpx

from demo.album import PHOTOGRAPHS
from local.assembly import read_assembly
from tests.assembly import ROOT, assembly_dir
from tests.photographs import photograph
from tests.system.runtime import Runtime


def demo(command: str, runtime: Runtime) -> str:
    """What `make run` runs at the first start (seed) and at every start (greet)."""
    done = subprocess.run(
        [sys.executable, "-m", "demo", command, "--url", runtime.url],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_first_start_shows_pictures_and_a_line_to_upload_with(runtime: Runtime, tmp_path: Path) -> None:
    demo("seed", runtime)
    demo("seed", runtime)  # what is there already is left alone
    greeting = demo("greet", runtime)

    addresses = re.findall(rf"^ +({runtime.url}\S+)$", greeting, re.MULTILINE)
    assert len(addresses) == 4
    types = [httpx.get(address, follow_redirects=True).headers["content-type"] for address in addresses]
    assert [type_.split("/")[0] for type_ in types] == ["text", "image", "image", "text"]
    listed = runtime.user("demo").call("GET", "/images", album="demo").json()["data"]
    assert len(listed) == len(PHOTOGRAPHS)
    assert {image["license"] for image in listed} == {"CC0-1.0"}
    by_name = httpx.get(f"{runtime.url}/demo/demo/{listed[0]['filename']}/w128")
    assert (by_name.status_code, by_name.headers["location"].split("/")[1]) == (302, listed[0]["owner"])
    assert runtime.user("alice").call("GET", "/me").json()["handle"] == "alice"

    (tmp_path / "photo.jpg").write_bytes(photograph("rocket.jpg"))
    line = next(line for line in greeting.splitlines() if "curl" in line)
    subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, check=True, capture_output=True)
    assert runtime.control("drain?timeout=60") is True
    newest = runtime.user("demo").call("GET", "/images").json()["data"]
    assert newest[0]["filename"] == "photo.jpg"


def test_the_first_chart_has_views_within_a_minute(runtime: Runtime) -> None:
    """The edge writes its log every five seconds, and the schedule runs each minute; here it is fired as often as it is asked."""
    demo("seed", runtime)
    rule = next(
        each for each in read_assembly(assembly_dir()).resources("AWS::Events::Rule") if "Analytics" in each.logical_id
    )
    user, until = runtime.user("demo"), time.monotonic() + 60
    expected = sum(2 * (len(PHOTOGRAPHS) - place) for place in range(len(PHOTOGRAPHS)))
    views = 0
    while views < expected and time.monotonic() < until:
        runtime.control(f"fire?rule={rule.logical_id}")
        views = user.call("GET", "/analytics/summary").json()["views"]

    assert views >= expected
    points = user.call("GET", "/analytics/timeseries", interval="hour").json()["data"]
    assert sum(point["views"] for point in points) == views
    hosts = {each["name"] for each in user.call("GET", "/analytics/referrers").json()["data"]}
    assert {"blog.example", "shop.example", "direct"} <= hosts
    assert user.call("GET", "/analytics/top-images").json()["data"][0]["views"] >= 10


def test_demo_photographs_are_found_by_what_models_see_in_them(runtime: Runtime) -> None:
    demo("seed", runtime)
    assert runtime.control("drain?timeout=80") is True
    user = runtime.user("demo")
    labels = {image["filename"]: image["labels"] for image in user.call("GET", "/images", album="demo").json()["data"]}
    assert labels["chelsea.jpg"] == ["cat"]
    hits = user.call("GET", "/search", q="cat album:demo").json()["data"]
    assert [hit["image"]["filename"] for hit in hits] == ["chelsea.jpg"]


def test_demo_photographs_are_small_and_each_has_its_licence() -> None:
    folder = ROOT / "demo" / "photographs"
    notes = (folder / "ATTRIBUTION.md").read_text()
    pictures = sorted(folder.glob("*.jpg"))

    assert sum(picture.stat().st_size for picture in pictures) < 2_000_000
    assert all(re.search(rf"`{picture.name}`.*CC0-1\.0", notes) for picture in pictures)
    assert {picture.name for picture in pictures} == {each.filename for each in PHOTOGRAPHS}
