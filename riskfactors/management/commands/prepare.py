"""Make the site ready to serve: database, files, texts, and a link for the first editor."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.staticfiles.management.commands import collectstatic
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from riskfactors.desk.first_editor import first_editor_path


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", required=True, help="where the site will be")
        parser.add_argument("--no-files", action="store_true", help="files are collected already")

    def handle(self, *args: Any, address: str, no_files: bool, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        forget_old_sign_ins()
        if settings.STATIC_ROOT and not no_files:
            collect_files(Path(settings.STATIC_ROOT))
        call_command("load_content", stdout=self.stdout)
        self.stdout.write(f"\nThe site:    {address}/")
        if path := first_editor_path():
            self.stdout.write(f"First editor, once, within a day:\n{address}{path}")
        else:
            self.stdout.write(f"Editors:     {address}/admin/")
        self.stdout.write("Stop with Ctrl+C.\n")


def collect_files(root: Path) -> None:
    """Collect static files beside their folder, then put each in its place, whole.

    A site may be reading them meanwhile, and whoever is killed leaves no half of a file there.
    """
    root.mkdir(parents=True, exist_ok=True)
    fresh = root.with_name(f"{root.name}-unfinished")
    with one_at_a_time(root):
        shutil.rmtree(fresh, ignore_errors=True)
        command = collectstatic.Command()
        place = {**settings.STORAGES["staticfiles"], "OPTIONS": {"location": fresh}}
        command.storage = storages.create_storage(place)
        call_command(command, interactive=False, verbosity=0)
        files = [path for path in fresh.rglob("*") if path.is_file()]
        # The list of them comes last: it names only what is there.
        for file in sorted(files, key=lambda path: path.suffix == ".json"):
            (root / file.relative_to(fresh)).parent.mkdir(parents=True, exist_ok=True)
            file.replace(root / file.relative_to(fresh))
        shutil.rmtree(fresh)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until nobody else holds this folder; whoever is killed lets it go."""
    held = os.open(folder, os.O_RDONLY)
    try:
        # Some disks of other machines know no locks of folders.
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def forget_old_sign_ins() -> None:
    """Delete what is no longer needed of sessions, and of wrong passwords with their addresses."""
    yesterday = timezone.now() - timedelta(days=1)
    AccessAttempt.objects.filter(attempt_time__lt=yesterday).delete()
    call_command("clearsessions")
