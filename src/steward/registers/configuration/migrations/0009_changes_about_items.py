"""The question which changes are about an item, which the chapter of changes answers."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs configuration/sql/changes.sql."""

    dependencies = (("configuration", "0008_protect_discrepancies"),)
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "changes.sql"),)
