"""A name server on this machine, for a laptop without DNS of its own and for tests: answers by UDP from a list of records."""

import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
from dns.exception import DNSException

Record = tuple[str, str, str]
"""Name, type and value, like `("images.example.com", "CNAME", "d1.cloudfront.net")`."""
_SECONDS = 5
_LARGEST = 4096


class NameServer:
    """`records` are asked for at each question. A value of the type `FAIL` is a response code; `SILENT` is no answer at all."""

    def __init__(self, records: Callable[[], Iterable[Record]], *, port: int = 0) -> None:
        self._records = records
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        host, port = self._socket.getsockname()
        return f"{host}:{port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Wakes the thread by an empty question of our own, as closing a socket does not."""
        address = self._socket.getsockname()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", address)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            data, asker = self._socket.recvfrom(_LARGEST)
            if not data:
                return
            try:
                question = dns.message.from_wire(data)
            except DNSException:
                continue
            answer = self._answer(question)
            if answer is not None:
                self._socket.sendto(answer.to_wire(), asker)

    def _answer(self, question: dns.message.Message) -> dns.message.Message | None:
        asked = question.question[0]
        name, type_ = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        of_name = [record for record in self._records() if record[0].lower() == name]
        kinds = {kind for _, kind, _ in of_name}
        if "SILENT" in kinds:
            return None
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if "FAIL" in kinds:
            answer.set_rcode(dns.rcode.from_text(next(value for _, kind, value in of_name if kind == "FAIL")))
        elif not of_name and not self._has_below(name):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        wanted = {type_, "CNAME"} & kinds
        for kind in sorted(wanted):
            values = [_text(kind, value) for _, each, value in of_name if each == kind]
            answer.answer.append(dns.rrset.from_text_list(asked.name, _SECONDS, "IN", kind, values))
        return answer

    def _has_below(self, name: str) -> bool:
        """A name with others below it exists, though it has no record (RFC 8020)."""
        return any(record[0].lower().endswith(f".{name}") for record in self._records())


def records_of(file: Path) -> Callable[[], list[Record]]:
    """The records that a file lists, one a line: name, type, value. None without the file."""

    def read() -> list[Record]:
        lines = file.read_text().splitlines() if file.exists() else []
        parts = [line.split(None, 2) for line in lines if line.strip() and not line.lstrip().startswith("#")]
        return [(name, kind.upper(), value.strip()) for name, kind, value in (part for part in parts if len(part) == 3)]

    return read


def _text(kind: str, value: str) -> str:
    match kind:
        case "TXT":
            return value if value.startswith('"') else f'"{value}"'
        case "CNAME":
            return value.rstrip(".") + "."
        case _:
            return value
