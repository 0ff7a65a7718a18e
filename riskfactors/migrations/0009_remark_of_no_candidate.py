import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskfactors", "0008_remark_candidate")]
    operations = [
        migrations.AlterField(
            model_name="remark",
            name="candidate",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remarks",
                to="riskfactors.candidate",
            ),
        ),
    ]
