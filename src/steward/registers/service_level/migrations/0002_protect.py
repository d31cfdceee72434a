"""Puts services and agreements under their records' visibility, and answers what was agreed."""

from pathlib import Path

from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Protects both tables; runs service_level/sql/terms.sql."""

    dependencies = (("service_level", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (
        protect("service_level_service", "SVC"),
        protect("service_level_agreement", "SLA"),
        sql_file(Path(__file__).parent.parent / "sql" / "terms.sql"),
    )
