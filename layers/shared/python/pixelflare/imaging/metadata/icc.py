"""Whether bytes that are labelled as a colour profile are one (ICC.1:2022, 7.2)."""

_HEADER_BYTES = 128
_SIGNATURE_AT = 36
_MAX_PADDING = 3


def is_profile(data: bytes) -> bool:
    """A whole profile and nothing behind it but padding."""
    size = int.from_bytes(data[:4], "big")
    return (
        size >= _HEADER_BYTES
        and size <= len(data) <= size + _MAX_PADDING
        and data[_SIGNATURE_AT : _SIGNATURE_AT + 4] == b"acsp"
        and not any(data[size:])
    )
