"""A slow network between a browser and servers here: delay and bandwidth for all it carries."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmarks import load

# What a page on a "slow 3G" gets: 400 ms there and back, 400 kbit/s.
ONE_WAY = 0.2
BYTES_A_SECOND = 50_000
PACKET = 1460
# SOCKS 5 (RFC 1928): no password is asked for; the connection is made.
GREETED = b"\x05\x00"
CONNECTED = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"


class Direction:
    """One way of the link, shared by all that use it."""

    def __init__(self) -> None:
        self.free = 0.0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on packet by packet, each late, and no faster than the link."""
        loop = asyncio.get_running_loop()
        while packet := await reader.read(PACKET):
            self.free = max(loop.time(), self.free) + len(packet) / BYTES_A_SECOND
            loop.call_at(self.free + ONE_WAY, writer.write, packet)
            await asyncio.sleep(self.free - loop.time())
        loop.call_at(max(loop.time(), self.free) + ONE_WAY, writer.close)


class Link:
    """A proxy, so that a browser waits for its connection too before it counts on it."""

    def __init__(self) -> None:
        self.there, self.back = Direction(), Direction()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection; opening it takes a round trip."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            port = await self._asked(reader, writer)
            to_read, to_write = await asyncio.open_connection(load.HOST, port)
            await asyncio.sleep(2 * ONE_WAY)
            writer.write(CONNECTED)
            await asyncio.gather(
                self.there.carry(reader, to_write), self.back.carry(to_read, writer)
            )

    async def _asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(GREETED)
        _, _, _, kind = await reader.readexactly(4)
        # An address of four bytes, or a name after its length.
        await reader.readexactly(4 if kind == 1 else (await reader.readexactly(1))[0])
        return int.from_bytes(await reader.readexactly(2), "big")


async def _serve(ports: list[int], ready: threading.Event, over: asyncio.Event) -> None:
    async with await asyncio.start_server(Link().connect, load.HOST, 0) as server:
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await over.wait()


@contextmanager
def slow() -> Iterator[str]:
    """A slow way to every server here: the proxy to use."""
    ports: list[int] = []
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(_serve(ports, ready, over))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    yield f"socks5://{load.HOST}:{ports[0]}"
    loop.call_soon_threadsafe(over.set)
    thread.join(10)
