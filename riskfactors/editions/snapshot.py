"""The live edition as a file, for the day the database is away."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from pathlib import Path

from riskfactors.editions.document import digest, edition_of
from riskfactors.engine.texts import Edition


class BrokenSnapshotError(ValueError):
    """The file is not what a publish wrote."""


def write(path: Path, *, number: int, date: dt.date, written: str) -> None:
    """Replace the file; `written` is canonical JSON."""
    head = {"number": number, "date": date.isoformat(), "digest": digest(written)}
    put(path, f"{json.dumps(head)}\n{written}\n")


def put(path: Path, text: str) -> None:
    """Write a file, or replace it, in one step, flushed to disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=".snapshot-", delete=False
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)


def keep(path: Path, *, number: int, date: dt.date, written: str) -> None:
    """Write the file unless it holds this edition already; raises OSError."""
    try:
        held = read(path)
    except (OSError, BrokenSnapshotError):
        held = None
    if held is None or (held.number, held.digest) != (number, digest(written)):
        write(path, number=number, date=date, written=written)


def read(path: Path) -> Edition:
    """The edition in the file; raises BrokenSnapshotError or OSError."""
    try:
        first, written = path.read_text("utf-8").rstrip("\n").split("\n", 1)
        head = json.loads(first)
        if digest(written) != head["digest"]:
            raise BrokenSnapshotError("The digest does not fit the document.")
        return edition_of(
            json.loads(written),
            number=head["number"],
            digest=head["digest"],
            date=dt.date.fromisoformat(head["date"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenSnapshotError(str(error)) from error
