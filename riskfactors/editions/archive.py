"""What was published, from the database; from files beside the snapshot while it is away.

Editions never change, so a file is written once. Readers' links to older editions, and the list of
changes, then need no database either.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404

from riskfactors.editions import snapshot
from riskfactors.editions.document import Document, Texts, digest, edition_of, thaw
from riskfactors.engine import texts
from riskfactors.models import AuditLine, Edition

Found = TypeVar("Found")
# A day, what was done, and the number of the edition that was live from then on.
Act = tuple[dt.date, str, int]
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
ROLL_BACK = "roll back"
GOES_LIVE = ("publish", "publish urgently", ROLL_BACK)


def keep() -> None:
    """Let the files hold what the database holds; raises DatabaseError or OSError."""
    held = {(row.number, row.digest) for row in _filed()}
    stored = set(Edition.objects.values_list("number", "digest"))
    for number, _ in stored - held:
        row = Edition.objects.get(number=number)
        head = {"date": row.date.isoformat(), "digest": row.digest, "note": row.note}
        snapshot.put(_folder() / f"{number}.json", f"{json.dumps(head)}\n{row.document}\n")
    for number in {number for number, _ in held} - {number for number, _ in stored}:
        (_folder() / f"{number}.json").unlink(missing_ok=True)
    acts = [(at.isoformat(), act, number) for at, act, number in _acts()]
    snapshot.put(_acts_file(), json.dumps(acts))


def newest_act() -> int | None:
    """The key of whatever last made an edition live; None if nothing did."""
    lines = AuditLine.objects.filter(act__in=GOES_LIVE).order_by("-id")
    return lines.values_list("id", flat=True).first()


def known_act() -> int | None:
    """The same; None also while the database is away."""
    try:
        return newest_act()
    except DatabaseError:
        return None


def editions() -> list[Edition]:
    """Every edition without its document, the newest first."""
    return _either(lambda: list(Edition.objects.defer("document")), _filed)


def edition(number: int) -> Edition | None:
    """One edition, if there is one."""
    return _either(
        lambda: Edition.objects.filter(number=number).first(),
        lambda: _read(_folder() / f"{number}.json"),
    )


class BrokenEditionError(ValueError):
    """An edition's row is not what was published."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Edition {number} cannot be read.")
        self.number = number


def row_of(number: int) -> Edition:
    """The row of an edition; 404 if there is none."""
    row = edition(number)
    if row is None:
        raise Http404
    return row


def texts_of(row: Edition) -> Texts:
    """An edition's texts as editors wrote them; raises BrokenEditionError."""
    try:
        return thaw(_document(row))
    except UNREADABLE as error:
        raise BrokenEditionError(row.number) from error


def edition_of_row(row: Edition) -> texts.Edition:
    """An edition as readers had it; raises BrokenEditionError."""
    try:
        return edition_of(_document(row), number=row.number, digest=row.digest, date=row.date)
    except UNREADABLE as error:
        raise BrokenEditionError(row.number) from error


def _document(row: Edition) -> Document:
    if digest(row.document) != row.digest:
        raise ValueError("The digest does not fit the document.")
    document: Document = json.loads(row.document)
    return document


def acts() -> list[Act]:
    """Whatever made an edition live, the oldest first."""
    return _either(_acts, _filed_acts)


def _either(stored: Callable[[], Found], filed: Callable[[], Found]) -> Found:
    try:
        return stored()
    except DatabaseError:
        if not _acts_file().exists():
            raise
        return filed()


def _acts() -> list[Act]:
    lines = AuditLine.objects.filter(act__in=GOES_LIVE).order_by("id")
    return [
        (at.date(), act, number) for at, act, number in lines.values_list("at", "act", "edition")
    ]


def _filed_acts() -> list[Act]:
    try:
        found = json.loads(_acts_file().read_text("utf-8"))
        return [(dt.date.fromisoformat(at), act, number) for at, act, number in found]
    except (OSError, ValueError):
        return []


def _filed() -> list[Edition]:
    found = [_read(path) for path in _folder().glob("*.json")]
    return sorted((row for row in found if row), key=lambda row: -row.number)


def _read(path: Path) -> Edition | None:
    """What a file holds. Its digest is checked where it is read, as a row's is."""
    try:
        first, _, document = path.read_text("utf-8").partition("\n")
        told = json.loads(first)
        day = dt.date.fromisoformat(told.pop("date"))
        return Edition(
            number=int(path.stem), document=document.rstrip("\n"), **{**told, "date": day}
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _acts_file() -> Path:
    """Written last, so that the files are whole once it is there."""
    return _folder() / "acts"


def _folder() -> Path:
    return Path(settings.SNAPSHOT).with_name("editions")
