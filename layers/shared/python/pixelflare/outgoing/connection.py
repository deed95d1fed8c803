"""A connection to one IP address, under the name that the address was found by, with an end."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPSConnection
from threading import Timer

from pixelflare.outgoing.networks import IpAddress
from pixelflare.outgoing.targets import Target


class PinnedConnection(HTTPSConnection):
    """Connects to the address that was checked, and never looks the name up again. The certificate is for the name."""

    def __init__(self, target: Target, address: IpAddress, *, tls: ssl.SSLContext, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds, context=tls)
        self._address, self._tls = str(address), tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Ends what is being waited for, in another thread: a source that sends a byte now and then never times out."""
        sock = self.sock
        if sock is not None:
            with suppress(OSError):  # it has ended by itself
                sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def ending(connection: PinnedConnection, *, seconds: float) -> Iterator[None]:
    """Cuts the connection after the time, and closes it in any case."""
    timer = Timer(max(0.01, seconds), connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
