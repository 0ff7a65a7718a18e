"""Made the roles once; riskfactors/roles.py makes them now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("riskfactors", "0003_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = []
