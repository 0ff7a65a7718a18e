"""Three roles: an author writes, a reviewer approves, a publisher makes live."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.db import transaction

SEE = ("view_entry", "view_edition", "view_auditline")
ROLES = {
    "Author": (*SEE, "change_entry", "send_for_review", "invite_checker"),
    "Reviewer": (*SEE, "approve_candidate", "invite_checker"),
    "Publisher": (*SEE, "publish_edition", "roll_back"),
}
# What an administrator reads beside each.
MEANINGS = {
    "Author": "Writes texts, sends them for review and asks fact-checkers.",
    "Reviewer": "Approves texts that somebody else wrote, and asks fact-checkers.",
    "Publisher": "Makes texts live for readers, and goes back to an older edition.",
}


def make_roles(sender: AppConfig, using: str, apps: Any, **signal: Any) -> None:
    """Make the roles where there is none of them: what administrators changed in one stays."""
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    found = apps.get_model("auth", "Permission").objects.using(using)
    permissions = {one.codename: one for one in found.filter(content_type__app_label=sender.label)}
    groups = apps.get_model("auth", "Group").objects.using(using)
    # Where migrations stopped half-way, some permissions are still to come.
    is_whole = all(permissions.keys() >= {*codenames} for codenames in ROLES.values())
    if not is_whole or groups.filter(name__in=ROLES).exists():
        return
    with transaction.atomic(using):
        for name, codenames in ROLES.items():
            groups.create(name=name).permissions.set(permissions[one] for one in codenames)
