"""The configurations of screenshot programs: each is parsed, and the request that it describes uploads a picture."""

import json
import os
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.command_line import CommandLine
from tests.system.runtime import Runtime, User


@pytest.fixture
def line(runtime: Runtime, user: User, tmp_path: Path) -> CommandLine:
    key = user.call("POST", "/keys", {"name": "screens", "scopes": ["write"]}).json()["key"]
    return CommandLine(runtime.url, str(key), tmp_path / "home")


@pytest.fixture
def screen(tmp_path: Path) -> Path:
    file = tmp_path / "screen.png"
    Image.new("RGB", (40, 30), "navy").save(file)
    return file


def configuration(line: CommandLine, program: str) -> str:
    ran = line.run("configure", program)
    assert ran.code == 0, ran
    return ran.out


def told(answer: httpx.Response, path: str) -> Any:
    """What a program reads from the answer: fields with dots between."""
    found: Any = answer.json()
    for name in path.split("."):
        found = found[name]
    return found


def is_ready(user: User, address: str) -> bool:
    user.runtime.control("drain")
    return user.runtime.get(address.removeprefix(user.runtime.url)).status_code == 200


def test_sharex_sends_what_its_uploader_says(line: CommandLine, user: User, screen: Path) -> None:
    uploader = json.loads(configuration(line, "sharex"))
    assert (uploader["DestinationType"], uploader["Body"]) == ("ImageUploader", "Binary")

    answer = httpx.request(
        uploader["RequestMethod"],
        uploader["RequestURL"],
        params={name: value.replace("{filename}", screen.name) for name, value in uploader["Parameters"].items()},
        headers=uploader["Headers"] | {"Content-Type": "image/png"},
        content=screen.read_bytes(),
    )

    url, thumbnail = (re.fullmatch(r"\{json:(.+)\}", uploader[name]) for name in ("URL", "ThumbnailURL"))
    assert url
    assert is_ready(user, told(answer, url[1]))
    assert thumbnail
    assert is_ready(user, told(answer, thumbnail[1]))
    refused = httpx.post(uploader["RequestURL"], headers=uploader["Headers"] | {"Authorization": "Bearer pf_no"})
    message = re.fullmatch(r"\{json:(.+)\}", uploader["ErrorMessage"])
    assert message
    assert told(refused, message[1])


def test_picgo_sends_what_its_settings_say(line: CommandLine, user: User, screen: Path) -> None:
    settings = json.loads(configuration(line, "picgo"))
    bed = settings["picBed"]
    uploader = bed[bed["current"]]

    answer = httpx.post(
        uploader["url"],
        headers=json.loads(uploader["customHeader"]),
        data=json.loads(uploader["customBody"] or "{}"),
        files={uploader["paramName"]: (screen.name, screen.read_bytes())},
    )

    assert settings["picgoPlugins"] == {f"picgo-plugin-{bed['current']}": True}
    assert is_ready(user, told(answer, uploader["jsonPath"]))


def test_flameshot_script_uploads_what_flameshot_takes(
    line: CommandLine, user: User, screen: Path, tmp_path: Path
) -> None:
    script, programs = tmp_path / "upload.sh", tmp_path / "bin"
    script.write_text(configuration(line, "flameshot"))
    programs.mkdir()
    stand_in = programs / "flameshot"
    stand_in.write_text(f'#!/bin/sh\n[ "$*" = "gui --raw" ] && cat "{screen}"\n')
    stand_in.chmod(stat.S_IRWXU)

    ran = subprocess.run(
        ["sh", str(script)],
        env={"PATH": f"{programs}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert is_ready(user, ran.stdout.strip())
    assert list(tmp_path.glob("tmp.*")) == [], "nothing is left behind"


def test_there_is_no_configuration_of_an_unknown_program(line: CommandLine) -> None:
    assert line.run("configure", "paint").code == 2
