"""Keeps the history of who owns a clause."""

from django.db import migrations

TABLE = "audit_clauseowner"


class Migration(migrations.Migration):
    """Tracks the table and lets the web role write it."""

    dependencies = (("audit", "0005_clause_owner"), ("people", "0002_scope"))
    operations = (
        migrations.RunSQL(
            [
                ("select steward.track(%s::regclass)", [TABLE]),
                (f"grant select, insert, update on {TABLE} to steward_web, steward_system", None),
                ("grant usage on all sequences in schema public to steward_web, steward_system", None),
            ]
        ),
    )
