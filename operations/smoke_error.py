"""What a smoke test ends with."""


class SmokeError(Exception):
    """A step failed."""
