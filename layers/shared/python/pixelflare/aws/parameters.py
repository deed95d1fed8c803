"""Secrets, and values that only a running deployment knows, by the name of their SSM parameter."""

from functools import cache

from pixelflare.aws.clients import client


@cache
def parameter(name: str) -> str:
    """The parameter's value, decrypted. Read once in each process."""
    return str(client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
