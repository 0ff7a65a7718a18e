"""Log lines that cannot carry what a visitor typed.

An exception's message may quote input, and Django's request records name the path. So a
line holds the logger's own constant words, the route's pattern, the exception's type and
where it was raised, and nothing else.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime


class LineFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.words(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["raised"] = " > ".join(f"{f.filename}:{f.lineno}" for f in frames[-6:])
        return json.dumps(line, ensure_ascii=False)

    def words(self, record: logging.LogRecord) -> str:
        """The message; for anything about a request only its route."""
        request = getattr(record, "request", None)
        if request is None:
            return record.getMessage()
        match = getattr(request, "resolver_match", None)
        return f"/{match.route}" if match else "(no route)"
