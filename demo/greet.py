"""What `make run` prints when it is ready: three addresses to open, and a command to upload with."""

import json
from typing import Any
from urllib.parse import urljoin

from demo.album import ALBUM
from demo.client import Client

FORM_TO_CURL = (
    "import json, sys; form = json.load(sys.stdin); "
    '"fields" in form or sys.exit(form["error"]["message"]); '
    'print(*("form-string = " + json.dumps("=".join(field)) for field in form["fields"].items()), '
    '"form = file=@photo.jpg", "url = " + form["uploadUrl"], sep="\\n")'
)
"""The options for curl, as its -K option reads them: the form's fields, then the file."""


def greeting(client: Client) -> str:
    """Text for a terminal. It names images only if there are some."""
    images = client.get(f"/images?album={ALBUM}")["data"]
    ready = [image for image in images if image["status"] == "ready"]
    lines = ["", "Open", f"  {client.url}/app"]
    if ready:
        lines += _indented(_addresses(client.url, max(ready, key=lambda image: image["width"])))
    lines += [
        f"  {client.url}/docs/api",
        "",
        "Upload photo.jpg as the demo user",
        f"  {curl_line(client)}",
        "",
    ]
    return "\n".join(lines)


def curl_line(client: Client) -> str:
    """A shell command that reserves a path and posts ./photo.jpg with the returned form."""
    request = json.dumps({"filename": "photo.jpg", "album": ALBUM})
    reserve = f"curl -s --json '{request}' -H 'X-Mock-Auth: {client.user}' {client.url}/api/v1/images"
    return f"{reserve} | python3 -c '{FORM_TO_CURL}' | curl -s -K -"


def _addresses(url: str, image: dict[str, Any]) -> list[str]:
    """The image at a page's size, and at the size for link previews."""
    return [urljoin(url, image["variants"][name]) for name in ("w1024", "og-image")]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
