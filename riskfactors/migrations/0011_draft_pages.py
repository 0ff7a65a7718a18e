from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskfactors", "0010_draft_editor")]
    operations = [
        migrations.RemoveField(model_name="draft", name="form_id"),
        migrations.AddField(
            model_name="draft", name="pages", field=models.JSONField(default=list)
        ),
    ]
