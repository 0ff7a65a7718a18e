"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class RiskfactorsConfig(AppConfig):
    name = "riskfactors"
    verbose_name = "Texts of the site"
