"""Ports for tests that must know a port before anything listens on it, also when several test processes run at once."""

import random
import socket
from contextlib import suppress

BELOW_EPHEMERAL = range(20_000, 30_000)
"""Linux gives ports from 32768 on to connections by itself (ip_local_port_range), so these stay free."""


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on."""
    for port in random.sample(BELOW_EPHEMERAL, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


def taken_behind_a_free_one() -> socket.socket:
    """A listener whose port follows a free one."""
    for port in random.sample(BELOW_EPHEMERAL, 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return socket.create_server(("127.0.0.1", port + 1))
    raise AssertionError("no two neighbouring ports are free")
