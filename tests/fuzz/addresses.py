"""Texts as they stand in addresses: options with any values, and other vendors' addresses that somebody has been at."""

import random
from collections.abc import Sequence

from hypothesis import strategies as st

_PLACE = "alice/trips/beach.jpg"
VENDORS_ADDRESSES = (
    f"/cdn-cgi/image/width=80,quality=75,fit=cover,g=0.5x0.33,background=%23F80,f=auto/{_PLACE}?v=7",
    f"/cdn-cgi/image/fit=pad,w=20,h=10/https://example.com/{_PLACE}",
    f"/_/rs:fit:300:200:1/g:sm/bl:3/plain/{_PLACE}@webp",
    "/insecure/w:300/aHR0cHM6Ly9leGFtcGxlLmNvbS9hbGljZS90cmlwcy9iZWFjaC5qcGc.webp",
    f"/unsafe/fit-in/300x200/left/smart/filters:quality(75):fill(red):rotate(90)/{_PLACE}",
    f"/demo/image/upload/w_300,h_200,c_fill,g_auto,f_auto,q_auto:good/e_blur:300/v1/{_PLACE}",
    f"/tr:w-300,h-200,cm-pad_resize,bg-F00:rt-90/{_PLACE}?ik-t=9&ik-s=0a",
    f"/{_PLACE}?tr=w-300,h-200,fo-auto",
)
_PIECES = (
    "=",
    ",",
    ".",
    "%",
    "%2C",
    "auto",
    "-",
    "x",
    "/",
    ":",
    "(",
    ")",
    "0",
    "-1",
    "1e9",
    "\u0661",
    "webp",
    "\0",
    "&",
)


def addresses(names: Sequence[str]) -> st.SearchStrategy[str]:
    """Segments of options by these names, with values that are mostly none."""
    values = st.one_of(st.integers(-9, 9_999).map(str), st.sampled_from(_PIECES), st.text(max_size=8))
    pair = st.builds("{}={}".format, st.sampled_from(names), values)
    ending = st.sampled_from(["", ".webp", ".gif", ".json", ".jpeg", "?f=auto", "?w=9&dpr=2", "?f=json"])
    return st.builds(lambda pairs, end: ",".join(pairs) + end, st.lists(pair, max_size=6), ending)


def some_address(names: Sequence[str], dice: random.Random) -> str:
    """A segment of options, for runs that are too long for `addresses`."""
    words = [*_PIECES, "300", "0.3x0.7", "face", "cover", "ff8800", "4-f00", "logo", "aGVsbG8"]
    pairs = [f"{dice.choice(names)}={dice.choice(words)}{dice.choice(['', '', dice.choice(words)])}" for _ in range(4)]
    return ",".join(pairs[: dice.randint(0, 4)]) + dice.choice(["", ".webp", ".gif", ".json", "?f=auto", "?dpr=2&w=9"])


def changed_address(address: str, dice: random.Random) -> str:
    """The address with pieces put in and taken out."""
    for _ in range(dice.randint(1, 4)):
        at, cut = dice.randint(0, len(address)), dice.choice((0, 0, 1, 5))
        address = address[:at] + dice.choice([*_PIECES, chr(dice.randint(32, 300))]) + address[at + cut :]
    return address
