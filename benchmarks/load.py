"""A closed loop of keep-alive connections: each sends its next request once it has its answer."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

HOST = "127.0.0.1"
CONNECTIONS = 8
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Answered:
    """One response: its status, headers and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def size(self) -> int:
        """How many bytes the body has."""
        return len(self.body)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as bytes, and how many bytes its response has, head included."""

    sent: bytes
    expected: int


@dataclass(slots=True)
class Line:
    """One connection, and where it is."""

    sock: socket.socket
    at: int
    started: float = 0.0
    missing: int = 0
    latencies: list[float] = field(default_factory=list)


def request(
    path: str, *, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """An HTTP request as bytes."""
    told = {"Host": HOST, **(headers or {})}
    if method == "POST":
        told |= {"Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def once(port: int, sent: bytes) -> tuple[Answered, int]:
    """Send a request on a connection of its own; the response, and its length on the wire."""
    with socket.create_connection((HOST, port), timeout=30) as sock:
        sock.sendall(sent)
        got = b""
        while END_OF_HEAD not in got:
            got += _some(sock)
        head, _, body = got.partition(END_OF_HEAD)
        first, *lines = head.decode("latin-1").split("\r\n")
        told = (line.partition(": ") for line in lines)
        headers = {name.lower(): value for name, _, value in told}
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            body += _some(sock)
    return Answered(int(first.split()[1]), headers, body), len(head) + len(END_OF_HEAD) + length


def prepare(port: int, requests: Sequence[bytes], status: int) -> list[Prepared]:
    """Ask each once, so that the loop need not read heads; every answer has this status."""
    found = []
    for sent in requests:
        answered, length = once(port, sent)
        if answered.status != status:
            raise SystemExit(f"Expected {status}, got {answered.status} for {sent[:80]!r}")
        found.append(Prepared(sent, length))
    return found


def loop(port: int, prepared: Sequence[Prepared], seconds: float) -> list[float]:
    """Keep every connection busy for so long; how long each answer took, in seconds."""
    chooser = selectors.DefaultSelector()
    lines = []
    for number in range(CONNECTIONS):
        sock = socket.create_connection((HOST, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(sock, at=number * len(prepared) // CONNECTIONS)
        chooser.register(sock, selectors.EVENT_READ, line)
        lines.append(line)
    end = time.perf_counter() + seconds
    for line in lines:
        _next(line, prepared)
    while time.perf_counter() < end:
        for key, _ in chooser.select(1):
            _read(key.data, prepared)
    for line in lines:
        line.sock.close()
    return [took for line in lines for took in line.latencies]


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which this share of all lies."""
    return next(islice(sorted(values), int(share * (len(values) - 1)), None))


def _next(line: Line, prepared: Sequence[Prepared]) -> None:
    one = prepared[line.at % len(prepared)]
    line.at += 1
    line.missing = one.expected
    line.started = time.perf_counter()
    line.sock.sendall(one.sent)


def _read(line: Line, prepared: Sequence[Prepared]) -> None:
    line.missing -= len(_some(line.sock))
    if line.missing == 0:
        line.latencies.append(time.perf_counter() - line.started)
        _next(line, prepared)
    elif line.missing < 0:
        raise SystemExit("An answer was longer than the same answer before.")


def _some(sock: socket.socket) -> bytes:
    got = sock.recv(1 << 18)
    if not got:
        raise SystemExit("The server closed a connection.")
    return got
