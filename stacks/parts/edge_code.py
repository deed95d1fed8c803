"""The edge functions as they are deployed: each bundled from `stacks/edge` and shortened by esbuild, without the network."""

import json
import re
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Standard = Literal["images", "api", "pages", "response"]
Domain = Literal["domain_images", "domain_links", "domain_response"]
Kind = Standard | Domain
KINDS: tuple[Standard, ...] = get_args(Standard)
"""One function for each kind of behaviour; the first three see requests, the last one sees answered images."""
DOMAIN_KINDS: tuple[Domain, ...] = get_args(Domain)
"""The same for the distribution of custom domains."""
BEHAVIOURS: dict[str, Standard] = {
    "/api/*": "api",
    "/_auth-check": "api",
    "/mcp": "api",
    "/_gateway/*": "api",
    "/i/*": "api",
    "/s/*": "api",
    "/u/*": "api",
    "/report": "api",
    "/auth/github/*": "api",
    "/p/*": "images",
    "/docs": "pages",
    "/docs/*": "pages",
    "/app": "pages",
    "/app/*": "pages",
    "*": "images",
}
"""The path patterns in the order in which CloudFront tries them, and what sees their requests."""
IMAGE_ID = "/img_01" + 24 * "?"
"""A path as long as an image's id, which begins like those of the years 2004 to 2039 (pixelflare.base.ids). A pattern cannot say more:
an album may be called `img_2024`, too."""
DOMAIN_BEHAVIOURS: dict[str, Domain] = {
    IMAGE_ID: "domain_links",
    f"{IMAGE_ID}/*": "domain_links",
    "*": "domain_images",
}
"""The same under custom domains."""
BOUNDS: dict[Kind, int] = {
    **{"images": 8_700, "api": 3_000, "pages": 3_000, "response": 3_000},
    **{"domain_images": 8_900, "domain_links": 3_000, "domain_response": 3_000},
}
"""Bytes that a function may have; what is left to CloudFront's limit is room for the next feature."""
MAX_BYTES = 10 * 1024
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html, CloudFront Functions."""
ENTRANCE = "handler"
"""What CloudFront calls."""
APPLICATION_IS_THERE = True
"""Whether a browser application is published below /app; `/` leads to it then, else to the documentation."""

SOURCES = Path(__file__).parents[1] / "edge"
ROOT = SOURCES.parents[1]
ESBUILD = Path(".cache") / (SOURCES / "esbuild.txt").read_text().strip()
"""Where `make setup` installs it, below the root."""
_LANGUAGE = (
    "--target=es2017",
    *(f"--supported:{feature}=false" for feature in ("object-extensions", "destructuring", "default-argument")),
    *(f"--supported:{feature}=false" for feature in ("for-of", "class", "generator", "template-literal")),
)
"""What esbuild may write: ES5.1 and what the runtime's documentation names beside it; tests/edge/guard.py looks at the result."""
_EXPORT = re.compile(r"\s*export\s*\{\s*(\w+)(?: as handler)?\s*\};?\s*$")


def edge_code(
    kind: Kind, *, widths: Sequence[int] = (), application: bool = APPLICATION_IS_THERE, readable: bool = False
) -> str:
    """A function's one file; with widths (ascending), those that others are snapped to. Readable ones keep their names.

    Raises ValueError when there are more widths than the edge has room for.
    """
    code = bundled(
        SOURCES / f"{kind}.js", widths=" ".join(map(str, widths)), application=application, readable=readable
    )
    if not readable and len(code.encode()) > MAX_BYTES:
        raise ValueError(
            f"widths: {len(widths)} of them make the edge function larger than the {MAX_BYTES} bytes that CloudFront takes; "
            "name fewer, or leave snap_widths off"
        )
    return code


def kind_of(path: str) -> Standard:
    """The function that sees the requests for a path."""
    return next(kind for pattern, kind in BEHAVIOURS.items() if re.fullmatch(pattern.replace("*", ".*"), path, re.S))


@cache
def bundled(entry: Path, *, widths: str = "", application: bool = False, readable: bool = False) -> str:
    """An entry and what it imports as one script; widths are separated by spaces."""
    command_file = ROOT / ESBUILD / "node_modules/.bin/esbuild"
    if not command_file.exists():
        raise FileNotFoundError(f"{ESBUILD} is missing: run make setup")
    command = [
        str(command_file),
        str(entry),
        *("--bundle", "--external:cloudfront", "--format=esm", "--charset=utf8", "--log-level=warning"),
        *_LANGUAGE,
        *([] if readable else ["--minify"]),
        f"--define:APPLICATION={json.dumps(application)}",
        f"--define:WIDTHS={json.dumps(widths)}",
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - a constant command
    return _as_script(done.stdout)


def _as_script(module: str) -> str:
    """The module without its export: CloudFront calls a function of the top level by its name.

    Nothing in the module calls the entrance, so its name stands in its declaration only.
    """
    exported = _EXPORT.search(module)
    if exported is None:
        raise ValueError(f"an edge function exports {ENTRANCE} and nothing else")
    declaration = f"function {exported[1]}("
    if module.count(declaration) != 1:
        raise ValueError(f"{ENTRANCE} has to be a function declaration")
    return module[: exported.start()].replace(declaration, f"function {ENTRANCE}(") + "\n"
