"""The window of a change is judged by a clock of its own name."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs change/sql/moment.sql."""

    dependencies = (("change", "0002_protect"),)
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "moment.sql"),)
