"""The npm package's addresses, held against the server's own reading of them (clients/javascript/vectors.json)."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from schema.addresses.formats import Format
from schema.addresses.presets import PRESETS
from schema.addresses.variant_names import ORIGINAL, asked_name
from tests.assembly import ROOT

PACKAGE = ROOT / "clients" / "javascript"
VECTORS = json.loads((PACKAGE / "vectors.json").read_text())
IMAGE = "/k3x/trip/beach.jpg/"


def read(path: str) -> str:
    """What the server makes for a browser that takes AVIF."""
    assert path.startswith(IMAGE)
    return asked_name(path.removeprefix(IMAGE), [], accepted=Format.AVIF).stem


@pytest.mark.parametrize(
    ("path", "stem"), [each[-2:] for kind in ("presets", "widths", "options") for each in VECTORS[kind]]
)
def test_address_means_to_the_server_what_the_vectors_say(path: str, stem: str) -> None:
    assert read(path) == stem


@pytest.mark.parametrize(("options", "path", "stem"), VECTORS["options"])
def test_options_mean_the_same_by_their_long_names(options: dict[str, Any], path: str, stem: str) -> None:
    query = [(name, "1" if value is True else str(value)) for name, value in options.items()]

    assert asked_name(ORIGINAL, query, accepted=Format.AVIF).stem == stem


def test_package_knows_the_widths_of_the_presets() -> None:
    (line,) = [each for each in (PACKAGE / "src" / "index.js").read_text().splitlines() if "const WIDTHS" in each]

    assert [int(each) for each in line.partition("[")[2].partition("]")[0].split(",")] == [
        preset.width for preset in PRESETS.values() if preset.name.startswith("w")
    ]


def test_package_builds_the_vectors() -> None:
    node = shutil.which("node")
    assert node, "the documentation and the browser application need it, too"
    ran = subprocess.run([node, "--test", "test/"], cwd=PACKAGE, capture_output=True, text=True, timeout=120)

    assert ran.returncode == 0, ran.stdout
