"""Editions and audit lines are never changed or deleted, by rule of the database.

The one way around it, for restoring a backup, is in docs/running.md: reverse this
migration, restore, and apply it again.
"""

from django.db import migrations

TABLES = ("riskfactors_edition", "riskfactors_auditline")


def refuse(apps, schema_editor):
    for table in TABLES:
        for statement in RULES[schema_editor.connection.vendor](table):
            # Without parameters, or psycopg takes a per cent sign for one.
            schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    for table in TABLES:
        for act in ("update", "delete"):
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{act}{on}")


def sqlite(table):
    for act in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
        )


def postgresql(table):
    yield (
        "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
    )
    for act in ("update", "delete"):
        yield (
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION never_changed()"
        )


RULES = {"sqlite": sqlite, "postgresql": postgresql}


class Migration(migrations.Migration):
    dependencies = [("riskfactors", "0001_initial")]
    operations = [migrations.RunPython(refuse, allow)]
