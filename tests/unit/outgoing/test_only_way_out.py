"""Nothing of the product opens a connection of its own: what people name is asked by the guarded client alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TREES = (ROOT / "layers/shared/python/pixelflare", ROOT / "functions", ROOT / "schema")
OPENS = frozenset(
    {
        *(
            "socket",
            "ssl",
            "asyncio",
            "http.client",
            "urllib.request",
            "urllib3",
            "requests",
            "httpx",
            "aiohttp",
            "websockets",
        ),
        *("smtplib", "ftplib", "imaplib", "poplib", "telnetlib", "xmlrpc.client", "paramiko", "dns", "subprocess"),
        *("botocore.httpsession", "botocore.awsrequest", "botocore.session", "boto3"),
    }
)
"""Modules by which a program reaches others."""
MAY = {
    "pixelflare/outgoing/client.py": "the guarded client",
    "pixelflare/outgoing/connection.py": "the guarded client's connection",
    "pixelflare/outgoing/loopback.py": "doubles on this machine, and nobody else",
    "pixelflare/outgoing/resolving.py": "the one look-up of a name",
    "pixelflare/aws/clients.py": "AWS, whose addresses botocore knows",
    "pixelflare/aws/foreign_buckets.py": "owners' buckets: pinned to the address that the guard has let through",
    "pixelflare/aws/user_pool.py": "the keys of the installation's own user pool",
    "pixelflare/custom_domains/resolver.py": "questions to name servers of the installation's own settings",
    "pixelflare/imaging/decode/heic.py": "a decoder, in a process of its own",
    "functions/__init__.py": "is imported early, because a function's start is measured",
}
"""Who may, and whom they ask."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for tree in TREES:
        for path in sorted(tree.rglob("*.py")):
            yield path.relative_to(tree.parent).as_posix(), ast.parse(path.read_text())


def imported(module: ast.AST) -> Iterator[str]:
    """Also what is imported inside functions."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ways_out(module: ast.AST) -> set[str]:
    found = {way for name in imported(module) for way in OPENS if name == way or name.startswith(f"{way}.")}
    given = {word.arg for node in ast.walk(module) if isinstance(node, ast.Call) for word in node.keywords}
    return found | (given & {"endpoint_url"})


def test_only_those_who_are_named_here_open_connections() -> None:
    assert {name for name, module in modules() if ways_out(module)} == MAY.keys()


@pytest.mark.parametrize(
    "source",
    [
        "import requests",
        "def f():\n    from urllib import request",
        "from http.client import HTTPSConnection",
        "import urllib.request as r",
        "client('s3', endpoint_url=named)",
    ],
)
def test_each_way_is_seen(source: str) -> None:
    assert ways_out(ast.parse(source))


@pytest.mark.parametrize("source", ["from http import HTTPStatus", "from urllib.parse import quote", "import sockets"])
def test_what_only_sounds_like_it_is_not(source: str) -> None:
    assert not ways_out(ast.parse(source))
