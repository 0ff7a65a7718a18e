"""Give the remarks of checkers what those of editors have: a candidate, a name, an end."""

from django.db import migrations
from django.db.models import OuterRef, Q, Subquery


def fill(apps, schema_editor):
    candidates, checks, editions, remarks = (
        apps.get_model("riskfactors", name).objects.using(schema_editor.connection.alias)
        for name in ("Candidate", "FactCheck", "Edition", "Remark")
    )
    of_remark = checks.filter(pk=OuterRef("check_by"))
    remarks.update(
        candidate=Subquery(of_remark.values("candidate")),
        who_text=Subquery(of_remark.values("checker")),
    )
    # As before: "fine" asks for nothing, and what was said of older or published texts is over.
    newest = candidates.order_by("-id").values_list("id", flat=True).first()
    published = candidates.filter(digest__in=editions.values("digest")).values("id")
    over = Q(words="") | Q(candidate__in=published) | ~Q(candidate=newest)
    remarks.filter(over).update(is_open=False)


class Migration(migrations.Migration):
    dependencies = [("riskfactors", "0006_conversation")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
