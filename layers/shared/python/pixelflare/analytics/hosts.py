"""Lines of custom domains: from the host and path that a viewer asked to the path that the edge makes of them."""

from collections.abc import Callable, Mapping

from schema.access_logs import HOST

HostOwner = Callable[[str], str | None]
"""Whose custom domain a host is, if it is anybody's."""
_SHORT_LINKS = "/img_"
"""How paths begin that the edge leads to the API's short links."""


def host_asked(line: Mapping[str, str]) -> str:
    """Empty under the installation's own name, whose lines have no such field."""
    host = line.get(HOST) or ""
    return "" if host == "-" else host.partition(":")[0].lower()


def path_below(owner: str, stem: str) -> str:
    """As stacks/edge/domain_images.js and domain_links.js have it. Whether the log has it before or after makes no difference."""
    if stem.startswith(_SHORT_LINKS):
        return f"/i{stem}"
    return stem if stem.startswith(f"/{owner}/") else f"/{owner}{stem}"
