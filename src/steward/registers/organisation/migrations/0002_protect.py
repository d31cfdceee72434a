"""Puts appointments and meetings under their records' visibility, and keeps the history of the registers."""

from django.db import migrations

from steward.kernel.operations import protect

KEPT = ("statement", "office", "certificate", "position", "responsibility", "communication")
# Rows that say who did something when: nobody alters them.
SAID = ("acknowledgement", "confirmation")


def tracked(name: str, privileges: str) -> migrations.RunSQL:
    """Tracks a table of the chapter and lets the web role use it so."""
    table = f"organisation_{name}"
    return migrations.RunSQL(
        [
            ("select steward.track(%s::regclass)", [table]),
            (f"grant {privileges} on {table} to steward_web, steward_system", None),
            ("grant usage on all sequences in schema public to steward_web, steward_system", None),
        ]
    )


class Migration(migrations.Migration):
    """Protects and tracks the tables."""

    dependencies = (("organisation", "0001_nouns"), ("kernel", "0002_record_scope"), ("people", "0002_scope"))
    operations = (
        protect("organisation_appointment", "APT"),
        protect("organisation_meeting", "MTG"),
        *(tracked(name, "select, insert, update") for name in KEPT),
        *(tracked(name, "select, insert") for name in SAID),
    )
