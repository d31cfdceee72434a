"""Puts baselines under protection and freezes what they tell of."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Protects the table; runs configuration/sql/baselines.sql."""

    dependencies = (("configuration", "0003_baseline"), ("kernel", "0002_record_scope"))
    operations = (protect("configuration_baseline", "BAS"), sql_file(SQL / "baselines.sql"))
