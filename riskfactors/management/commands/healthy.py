"""Ask the process on this machine whether it answers; for a container's health check."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/readyz", headers={"Host": host})
            answered = connection.getresponse()
            told = answered.read().decode()
        except (OSError, HTTPException) as error:
            raise CommandError(f"Nothing answers on port {port}: {error}") from error
        finally:
            connection.close()
        if answered.status != HTTPStatus.OK:
            raise CommandError(f"Not ready ({answered.status}): {told}")
        self.stdout.write(told)
