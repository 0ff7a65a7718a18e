"""The edition that visitors read, in memory."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from riskfactors.editions import archive, content, snapshot
from riskfactors.editions.document import digest, edition_of
from riskfactors.engine.texts import Edition
from riskfactors.models import Live

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0


# Called with an edition before visitors are shown it: whoever keeps something of it makes that now.
before_show: list[Callable[[Edition], object]] = []
_lock = threading.Lock()
_edition: Edition | None = None
# The newest act that the archive holds.
_archived: int | None = None
# What the last look at the database found; told by /readyz.
_database = "not looked at yet"


def current() -> Edition:
    """What visitors read now; needs neither database nor disk once it is loaded."""
    return _edition or refresh()


def state() -> dict[str, object]:
    """What this process shows, and how the database was at the last look, a second ago or less."""
    told: dict[str, object] = {"ready": _edition is not None, "database": _database}
    if _edition:
        told |= {"edition": _edition.number, "digest": _edition.digest}
    return told


def refresh() -> Edition:
    """Look which edition is live and show it; keep the last good one if that fails."""
    with _lock:
        edition = _from_database() or _edition or _without_database()
        return edition if edition is _edition else show(edition)


def trouble() -> str:
    """What keeps the edition that should be live from being shown; empty if nothing does."""
    row = Live.objects.edition()
    if row is None:
        return "No edition is live in the database. Visitors read the packaged texts."
    try:
        _read(row)
    except (ValueError, KeyError, TypeError) as error:
        return (
            f"{row} cannot be read ({error}). Visitors keep reading the last good one. "
            "Roll back to an edition that can be read, or restore the row from a backup."
        )
    return ""


def show(edition: Edition) -> Edition:
    """Show this edition from now on."""
    global _edition
    for prepare in before_show:
        prepare(edition)
    _edition = edition
    return edition


def watch() -> threading.Thread:
    """Follow the live edition in a thread of its own, off the path of any request."""
    thread = threading.Thread(target=_watch, name="live edition", daemon=True)
    thread.start()
    return thread


def _watch() -> None:
    pause, wrong = threading.Event(), ""
    while not pause.wait(SECONDS_BETWEEN_LOOKS):
        wrong = _look(wrong)


def _look(known: str) -> str:
    """Look once; what went wrong, logged unless it is what is known to be wrong already."""
    try:
        refresh()
        _archive()
    except Exception as error:
        wrong = repr(error)
        if wrong != known:
            logger.exception("The live edition could not be followed or kept in files.")
        return wrong
    finally:
        close_old_connections()
    return ""


def _archive() -> None:
    """Keep what was published meanwhile, even if it was rolled back between two looks."""
    global _archived
    if _database == "ok" and (newest := archive.newest_act()) != _archived:
        archive.keep()
        _archived = newest


def _from_database() -> Edition | None:
    global _database
    try:
        edition = _stored()
    except DatabaseError:
        _database = "away"
    except (Live.DoesNotExist, ValueError, KeyError, TypeError):
        _database = "without an edition that can be read"
    else:
        _database = "ok"
        return edition
    return None


def _stored() -> Edition:
    row = Live.objects.values("edition__number", "edition__digest").get()
    if _edition and (_edition.number, _edition.digest) == tuple(row.values()):
        return _edition
    found = Live.objects.select_related("edition").get().edition
    edition = _read(found)
    _keep(found)
    return edition


def _keep(row: Any) -> None:
    """The snapshot follows whatever is shown, also after a crash between the two."""
    try:
        snapshot.keep(settings.SNAPSHOT, number=row.number, date=row.date, written=row.document)
    except OSError:
        logger.exception("The snapshot file could not be written.")


def _read(row: Any) -> Edition:
    if digest(row.document) != row.digest:
        raise ValueError("The digest does not fit the document.")
    return edition_of(json.loads(row.document), number=row.number, digest=row.digest, date=row.date)


def _without_database() -> Edition:
    logger.warning("No live edition in the database: using the snapshot or the package.")
    try:
        return snapshot.read(settings.SNAPSHOT)
    except (OSError, snapshot.BrokenSnapshotError):
        return content.edition()
