"""Keeps profile, duties, matrix and plan among the provider's people: contacts have no page of them, and no row."""

from django.db import migrations

TABLES = (
    "statement", "office", "certificate", "position", "responsibility", "communication", "acknowledgement",
    "confirmation",
)  # fmt: skip


INSIDE = "3 = any((select steward.scope('audiences'))::bigint[])"


def inside(name: str) -> migrations.RunSQL:
    """Shows the rows of a table to those alone who see internal matters."""
    table = f"organisation_{name}"
    return migrations.RunSQL(
        [
            f"alter table {table} enable row level security",
            f"create policy inside on {table} to steward_web using ({INSIDE})",
            f"create policy system on {table} to steward_system using (true)",
        ]
    )


class Migration(migrations.Migration):
    """Protects the tables."""

    dependencies = (("organisation", "0002_protect"),)
    operations = tuple(inside(name) for name in TABLES)
