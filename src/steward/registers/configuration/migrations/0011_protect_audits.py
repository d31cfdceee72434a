"""Puts audits and their lines under protection; lines are drawn by the database and never taken away."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect, protect_detail
from steward.people.operations import sql_file

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Protects the tables; runs configuration/sql/audits.sql."""

    dependencies = (("configuration", "0010_audits"), ("kernel", "0002_record_scope"))
    operations = (
        protect("configuration_configurationaudit", "CAU"),
        protect_detail("configuration_auditline"),
        migrations.RunSQL([("revoke delete on configuration_auditline from steward_web, steward_system", None)]),
        sql_file(SQL / "audits.sql"),
    )
