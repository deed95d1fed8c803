"""How an image is named on the command line, and how options of addresses are written."""

from collections.abc import Mapping, Sequence

from pixelflare_client.cli.exits import UsageFailed
from pixelflare_client.client import Client
from pixelflare_client.generated import calls


def image_id_of(named: str, client: Client) -> str:
    """An id is taken as it is; an address is explained by the API. Raises UsageFailed, ApiError."""
    if "/" not in named:
        return named
    image = client.send(calls.explain_address(url=named))["image"]
    if image is None:
        raise UsageFailed(f"none of your images is at {named}")
    return image["id"]


def options_text(named: Mapping[str, object], others: Sequence[str]) -> str:
    """`w=300,fit=cover`, as addresses have it. Raises UsageFailed."""
    for other in others:
        if "=" not in other:
            raise UsageFailed(f"an option is written name=value, and {other} is not")
    return ",".join([*(f"{name}={value}" for name, value in named.items() if value is not None), *others])
