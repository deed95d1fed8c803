"""ICC profiles of the simplest kinds (ICC.1:2010, 8.2 and 8.3.3), written here: primaries and a gamma, or a gamma alone."""

import struct

PRIMARIES = {
    "Display P3": ((0.51512, 0.2412, -0.00105), (0.29198, 0.69225, 0.04189), (0.1571, 0.06657, 0.78407)),
    "Adobe RGB": ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
}
"""Red, green and blue as XYZ under D50, as the owners' own profiles have them."""
_WHITE = (0.9642, 1.0, 0.8249)


def matrix(name: str, *, gamma: float) -> bytes:
    red, green, blue = (_xyz(*colour) for colour in PRIMARIES[name])
    curves = {key: _curve(gamma) for key in (b"rTRC", b"gTRC", b"bTRC")}
    return _profile(b"RGB ", {b"rXYZ": red, b"gXYZ": green, b"bXYZ": blue, **curves})


def grey(*, gamma: float) -> bytes:
    return _profile(b"GRAY", {b"kTRC": _curve(gamma)})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    description = (b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Test\0" + bytes(78)).ljust(96, b"\0")
    tags = {b"desc": description, b"wtpt": _xyz(*_WHITE), **tags}
    at = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    for name, body in tags.items():
        table += struct.pack(">4sII", name, at + len(bodies), len(body))
        bodies += body
    head = struct.pack(">I4xI4s4s4s12x4s", at + len(bodies), 0x02400000, b"mntr", space, b"XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + b"".join(_fixed(value) for value in _WHITE)
    return head.ljust(128, b"\0") + table + bodies


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def _xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
