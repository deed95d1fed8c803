"""Looks at the demo photographs as viewers would, so that the first chart has something to show.

The requests are real ones through the edge, which writes them into its access log.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urljoin
from urllib.request import Request, urlopen

from demo.client import TIMEOUT_SECONDS, Client

BROWSER = "Mozilla/5.0 (demo)"
PAGES = ("https://blog.example/", "https://shop.example/", "")
"""Whose pages show the photographs; the last one is opened by itself."""
SIZES = ("w1024", "w512", "w256")


class Visit(NamedTuple):
    url: str
    page: str


def visit(client: Client, image_ids: Sequence[str]) -> int:
    """How many pictures were looked at. The first photograph is the most popular one."""
    visits = list(_visits(client, image_ids))
    for each in visits:
        headers = {"User-Agent": BROWSER, "Accept": "image/avif,image/webp,*/*"} | (
            {"Referer": each.page} if each.page else {}
        )
        with urlopen(Request(each.url, headers=headers), timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - our own
            response.read()
    return len(visits)


def _visits(client: Client, image_ids: Sequence[str]) -> Iterator[Visit]:
    for place, image_id in enumerate(image_ids):
        variants = client.get(f"/images/{image_id}")["variants"]
        for number in range(2 * (len(image_ids) - place)):
            address = variants[SIZES[number % len(SIZES)]]
            yield Visit(urljoin(client.url, address), PAGES[number % len(PAGES)])
