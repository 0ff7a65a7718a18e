"""Three roles: an author writes, a reviewer approves, a publisher makes live."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

SEE = ("view_entry", "view_edition", "view_auditline")
ROLES = {
    "Author": (*SEE, "change_entry", "send_for_review", "invite_checker"),
    "Reviewer": (*SEE, "approve_candidate", "invite_checker"),
    "Publisher": (*SEE, "publish_edition", "roll_back", "import_texts"),
}


def make(apps, schema_editor):
    create_permissions(installed.get_app_config("riskfactors"), verbosity=0)
    permissions = apps.get_model("auth", "Permission").objects
    for name, codenames in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        found = permissions.filter(
            content_type__app_label="riskfactors", codename__in=codenames
        )
        group.permissions.set(found)


def unmake(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("riskfactors", "0003_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make, unmake)]
