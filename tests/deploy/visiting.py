"""Those who read the site: steadily, in a crowd, or once."""

from __future__ import annotations

import gzip
import http.client
import re
import ssl
import threading
from collections import Counter

from tests.deploy.running import ANSWERS, FORM, Proxy

NAMED = re.compile(rb'(?:src|href)="(/static/[^"]+)"')


class Load:
    """Clients that read pages and send answers, one after another, until told to stop."""

    PAGES = ("/", "/about/", "/claims/", "/cases/used-to-smoke/", "/embed/questions/")

    def __init__(self, proxy: Proxy, clients: int = 8) -> None:
        self.proxy = proxy
        self.seen: Counter = Counter()
        self.texts: set[bytes] = set()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._visit, args=(n,)) for n in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *told):
        self.over.set()
        for thread in self.threads:
            thread.join()

    @property
    def failed(self) -> Counter:
        return Counter({what: n for what, n in self.seen.items() if what[1] != 200})

    @property
    def answered(self) -> int:
        return sum(self.seen.values())

    def _visit(self, number: int) -> None:
        browser = Browser(self.proxy)
        turn = number
        while not self.over.is_set():
            turn += 1
            path = self.PAGES[turn % len(self.PAGES)]
            # A stamp on every other page, so that the proxy has to ask the site.
            stamped = f"{path}?{turn}.{number}" if turn % 2 else path
            got, text = browser.ask("GET", stamped)
            self.seen["GET", got if got == 200 else f"{got} {stamped}"] += 1
            for file in NAMED.findall(text) if turn % 2 else ():
                got, _ = browser.ask("GET", file.decode())
                self.seen["file", got if got == 200 else f"{got} {file}"] += 1
            got, text = browser.ask("POST", "/", ANSWERS, FORM)
            self.seen["POST", got] += 1
            if got == 200:
                self.texts.add(text)
        browser.connection.close()


class Browser:
    """One connection, kept; what it was closed under is asked once more, as browsers do."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy, self.connection = proxy, proxy.connect()
        self.is_used = False

    def ask(self, method, path, body=None, headers=None):
        """Status or the error's name, and the body."""
        try:
            return self._ask(method, path, body, headers)
        except (OSError, http.client.HTTPException) as error:
            was_used, self.is_used = self.is_used, False
            self.connection.close()
            self.connection = self.proxy.connect()
            closed = (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)
            if was_used and isinstance(error, closed):
                return self.ask(method, path, body, headers)
            return type(error).__name__, b""

    def _ask(self, method, path, body, headers):
        told = {"Accept-Encoding": "gzip", **(headers or {})}
        self.connection.request(method, path, body, told)
        got = self.connection.getresponse()
        text = got.read()
        self.is_used = True
        zipped = got.headers.get("Content-Encoding") == "gzip"
        return got.status, gzip.decompress(text) if zipped else text


class Crowd:
    """So many who ask all at once, each on a connection of their own."""

    def __init__(self, size, ask):
        self.seen = Counter()
        self.threads = [threading.Thread(target=self._ask, args=(ask,)) for _ in range(size)]
        for thread in self.threads:
            thread.start()

    def _ask(self, ask):
        told = ask()
        self.seen[told] += 1

    def statuses(self):
        for thread in self.threads:
            thread.join()
        return dict(self.seen)
