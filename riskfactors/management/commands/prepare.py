"""Make the site ready to serve: database, files, texts, and a link for the first editor."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
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
    """Collect static files; all anew if that was cut off before, since half a file looks new."""
    unfinished = root.with_name(f"{root.name}-unfinished")
    was_cut_off = unfinished.exists()
    root.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    call_command("collectstatic", interactive=False, verbosity=0, clear=was_cut_off)
    # Another start in this folder may have ended meanwhile.
    unfinished.unlink(missing_ok=True)


def forget_old_sign_ins() -> None:
    """Delete what is no longer needed of sessions, and of wrong passwords with their addresses."""
    yesterday = timezone.now() - timedelta(days=1)
    AccessAttempt.objects.filter(attempt_time__lt=yesterday).delete()
    call_command("clearsessions")
