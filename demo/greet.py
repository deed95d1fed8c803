"""What `make run` says when it is ready: three addresses to open, one command to upload with."""

import json
from typing import Any
from urllib.parse import urljoin

from demo.album import ALBUM
from demo.client import Client

CURL = """\
curl -s --json '{request}' -H 'X-Mock-Auth: {user}' {url}/api/v1/images | python3 -c '
import json, sys; form = json.load(sys.stdin)
for field in form["fields"].items(): print("form-string =", json.dumps("=".join(field)))
print("form = \\"file=@photo.jpg\\"\\nurl =", json.dumps(form["uploadUrl"]))' | curl -s -K -"""


def greeting(client: Client) -> str:
    """Text for a terminal. Names pictures only when there are some."""
    images = client.get(f"/images?album={ALBUM}")["data"]
    ready = [image for image in images if image["status"] == "ready"]
    lines = ["", "Open"]
    if ready:
        lines += _indented(_addresses(client.url, max(ready, key=lambda image: image["width"])))
    lines += [
        f"  {client.url}/docs/api",
        "",
        "Upload photo.jpg as the demo user",
        *_indented(curl_line(client).splitlines()),
        "",
    ]
    return "\n".join(lines)


def curl_line(client: Client) -> str:
    """Shell commands that reserve a path and post ./photo.jpg with the form that comes back."""
    request = json.dumps({"filename": "photo.jpg", "album": ALBUM})
    return CURL.format(request=request, user=client.user, url=client.url)


def _addresses(url: str, image: dict[str, Any]) -> list[str]:
    """The picture at a size for a page, and the one that link previews show."""
    return [urljoin(url, image["variants"][name]) for name in ("w1024", "og-image")]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
