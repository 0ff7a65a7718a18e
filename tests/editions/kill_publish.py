"""Publishing under fire, with real processes; FOLDER holds a prepared site.

    python -m tests.editions.kill_publish FOLDER EVERY

kills a publishing process at each EVERYth step, a line of our own publishing code or of Django's
commit, and prints what a process that starts afterwards finds, a JSON object a step.

    python -m tests.editions.kill_publish FOLDER race

publishes in two processes at once and prints what each was told.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from riskfactors.editions import live, publish, snapshot  # noqa: E402
from riskfactors.editions.document import digest  # noqa: E402
from riskfactors.models import AuditLine, Edition, Entry, Live  # noqa: E402

WATCHED = tuple(
    str(Path(*Path(file).parts[-2:]))
    for file in (publish.__file__, live.__file__, snapshot.__file__, "django/db/transaction.py")
)


def use(folder: Path) -> None:
    """Work on the database and the snapshot of this folder."""
    connection.close()
    settings.SNAPSHOT = folder / "edition.json"
    settings.DATABASES["default"]["NAME"] = str(folder / "mscalc.sqlite3")
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"]


def steps(last: int):
    """A tracer that kills this process at a step; counts them in its list."""
    seen = []

    def trace(frame, event, arg):
        if not frame.f_code.co_filename.endswith(WATCHED):
            return None
        if event == "line":
            seen.append(frame.f_lineno)
            if len(seen) == last:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace, seen


def apart(act) -> tuple[str, int]:
    """What an act prints in a process of its own, and how the process ended."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        told = act()
        os.write(into, json.dumps(told).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        told = pipe.read()
    return told, os.waitpid(child, 0)[1]


def publish_and_die(step: int):
    """Publish an edit, unless this step comes first."""
    trace, seen = steps(step)
    sys.settrace(trace)
    publish.publish(who=None, note="Killed?")
    sys.settrace(None)
    return len(seen)


def left():
    """What a process that starts afterwards finds and shows."""
    before = snapshot.read(settings.SNAPSHOT).digest
    shown = live.refresh()
    row = Live.objects.select_related("edition").get().edition
    line = AuditLine.objects.first()
    return {
        "live": row.number,
        "whole": digest(row.document) == row.digest,
        "editions": Edition.objects.count(),
        "audit": [line.edition, line.digest_after == row.digest],
        "shown": shown.digest == row.digest,
        "snapshot was whole": bool(before),
        "snapshot agrees": snapshot.read(settings.SNAPSHOT).digest == row.digest,
    }


def race(folder: Path) -> None:
    """Two publishers who both saw the same edition live press the button together."""
    seen = Live.objects.get().edition.digest
    connection.close()
    start, go = os.pipe()
    told, tell = os.pipe()
    children = []
    for _ in range(2):
        if child := os.fork():
            children.append(child)
            continue
        os.read(start, 1)
        try:
            said = str(publish.publish(who=None, note="Mine.", over=seen))
        except publish.NotNowError as error:
            said = str(error)
        os.write(tell, f"{said}\n".encode())
        os._exit(0)
    os.write(go, b"12")
    for child in children:
        os.waitpid(child, 0)
    os.close(tell)
    with os.fdopen(told) as pipe:
        print(json.dumps([pipe.read().splitlines(), Edition.objects.count(), left()]))


def main(folder: Path, every: str) -> None:
    use(folder)
    entry = Entry.objects.get(kind="passages", key="ebv.mono")
    entry.fields["unsaid"] = "Another sentence."
    entry.save()
    document = publish.check(publish.working_copy())
    # The gate is pure and slow; what it found is used again at each step.
    publish.checked = lambda texts: document
    if every == "race":
        race(folder)
        return
    for step in count(1, int(every)):
        copy = folder.parent / f"{folder.name}-{step}"
        connection.close()
        shutil.copytree(folder, copy)
        use(copy)
        _, ended = apart(lambda step=step: publish_and_die(step))
        found, _ = apart(left)
        print(json.dumps({"step": step, "killed": ended != 0, **json.loads(found)}))
        shutil.rmtree(copy)
        if ended == 0:
            break


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
