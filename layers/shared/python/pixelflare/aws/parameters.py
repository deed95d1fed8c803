"""Secrets, and values that only a running deployment knows, by the name of their SSM parameter."""

from pixelflare.aws.clients import client


class Parameters:
    """Reads each parameter once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def value(self, name: str) -> str:
        """Decrypted."""
        if name not in self._known:
            answer = client("ssm").get_parameter(Name=name, WithDecryption=True)
            self._known[name] = str(answer["Parameter"]["Value"])
        return self._known[name]

    def secret(self, name: str) -> bytes:
        return self.value(name).encode()
