"""Sockets that only this machine reaches."""

import socket


def listen(port: int) -> socket.socket:
    """A socket on loopback. Raises OSError if the port is taken. Port 0 takes any free port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    listener.listen(512)
    return listener
