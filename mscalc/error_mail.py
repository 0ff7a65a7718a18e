"""Errors by mail, where a site wants that: the log's own lines, once a minute at most.

Django's own error mail holds the request with all that was typed. This holds what the log holds.
"""

from __future__ import annotations

import atexit
import logging
import queue
import sys
import threading
from collections.abc import Sequence

from django.core.mail import send_mail

MOST_LINES = 100
SECONDS_BETWEEN = 60.0
SECONDS_TO_SEND = 10.0


class ErrorMail(logging.Handler):
    """Collects lines and mails them from a thread of its own; what is too much is dropped."""

    def __init__(self, to: Sequence[str], seconds_between: float = SECONDS_BETWEEN) -> None:
        super().__init__(logging.ERROR)
        self.to = list(to)
        self.pause = seconds_between
        self.lines: queue.Queue[str] = queue.Queue(MOST_LINES)
        self.thread: threading.Thread | None = None
        self.over = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Put a line aside; the thread begins with the first."""
        try:
            self.lines.put_nowait(self.format(record))
        except queue.Full:
            return
        if self.thread is None:
            self.thread = threading.Thread(target=self._watch, name="error mail", daemon=True)
            self.thread.start()
            atexit.register(self.close)

    def close(self) -> None:
        """Send what is left, and stop."""
        self.over.set()
        if self.thread:
            self.thread.join(SECONDS_TO_SEND)
            self.thread = None
        super().close()

    def _watch(self) -> None:
        is_over = False
        while not is_over:
            self._send(self._waiting())
            is_over = self.over.wait(self.pause)
        self._send(self._waiting())

    def _waiting(self) -> list[str]:
        found = []
        while not self.lines.empty():
            found.append(self.lines.get_nowait())
        return found

    def _send(self, lines: list[str]) -> None:
        if not lines:
            return
        try:
            send_mail(f"mscalc: {len(lines)} errors", "\n".join(lines), None, self.to)
        except OSError:
            # Not through the log, which would lead here again.
            print("The error mail could not be sent.", file=sys.stderr)
