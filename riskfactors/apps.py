"""The app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from riskfactors.roles import make_roles


class RiskfactorsConfig(AppConfig):
    name = "riskfactors"
    verbose_name = "Texts of the site"

    def ready(self) -> None:
        post_migrate.connect(make_roles, sender=self)
