"""Puts issued configuration reports under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the table."""

    dependencies = (("configuration", "0014_reports_are_issued"), ("kernel", "0002_record_scope"))
    operations = (protect("configuration_configurationreport", "CMR"),)
