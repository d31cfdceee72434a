"""Puts changes under their records' visibility, and lets configuration items ask which change allows a write."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Protects the tables; runs change/sql/change.sql."""

    dependencies = (
        ("change", "0001_nouns"), ("kernel", "0002_record_scope"), ("configuration", "0002_control"),
    )  # fmt: skip
    operations = (
        protect("change_change", "CHG"),
        protect("change_changetemplate", "CHT"),
        sql_file(Path(__file__).parent.parent / "sql" / "change.sql"),
    )
