"""Configurations of programs that send one request for each picture: what they send is in tests/system/test_configurations.py."""

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from shlex import quote
from urllib.parse import urlsplit


def share_x(url: str, key: str) -> str:
    """A custom uploader of ShareX, a .sxcu file: https://getsharex.com/docs/custom-uploader. The application writes the same."""
    uploader = json.loads(files("pixelflare_client").joinpath("sharex.json").read_text())
    uploader["Name"] += f" ({urlsplit(url).netloc})"
    uploader["RequestURL"] = url + uploader["RequestURL"]
    uploader["Headers"] = {"Authorization": f"Bearer {key}"}
    return json.dumps(uploader, indent=2)


def pic_go(url: str, key: str) -> str:
    """The settings of PicGo's plugin web-uploader: https://github.com/yuki-xin/picgo-plugin-web-uploader."""
    uploader = {
        "url": f"{url}/api/v1/upload",
        "paramName": "file",
        "jsonPath": "cdn_url",
        "customHeader": json.dumps({"Authorization": f"Bearer {key}"}),
        "customBody": "",
    }
    chosen = {"current": "web-uploader", "uploader": "web-uploader", "web-uploader": uploader}
    return json.dumps({"picBed": chosen, "picgoPlugins": {"picgo-plugin-web-uploader": True}}, indent=2)


def flameshot(url: str, key: str) -> str:
    """A script for a keyboard shortcut: Flameshot takes the picture, curl sends it, the address is printed and copied."""
    return f"""#!/bin/sh
# Takes a picture of the screen, uploads it, prints its address, and copies it where there is a clipboard.
set -eu
picture=$(mktemp) && trap 'rm -f "$picture"' EXIT
flameshot gui --raw > "$picture"
answer=$(curl --silent --show-error --fail-with-body --header {quote(f"Authorization: Bearer {key}")} \\
  --form "file=@$picture;filename=screen-$(date +%Y%m%d-%H%M%S).png;type=image/png" {quote(f"{url}/api/v1/upload")})
address=$(printf '%s' "$answer" | sed -n 's/.*"cdn_url": *"\\([^"]*\\)".*/\\1/p')
printf '%s\\n' "$address"
if command -v wl-copy > /dev/null; then printf '%s' "$address" | wl-copy
elif command -v xclip > /dev/null; then printf '%s' "$address" | xclip -selection clipboard; fi
"""


CONFIGURATIONS: Mapping[str, Callable[[str, str], str]] = {"sharex": share_x, "picgo": pic_go, "flameshot": flameshot}
"""By the program's name. Each takes the installation's address and a key with the scope `write`."""
