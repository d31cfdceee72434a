"""Puts discrepancies and sightings under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the tables."""

    dependencies = (("configuration", "0007_discrepancies"), ("kernel", "0002_record_scope"))
    operations = (
        protect("configuration_discrepancy", "DIS"),
        migrations.RunSQL(
            [
                ("select steward.protect(%s::regclass)", ["configuration_sighting"]),
                ("grant select, insert, update on configuration_sighting to steward_web, steward_system", None),
                ("grant usage on all sequences in schema public to steward_web, steward_system", None),
            ]
        ),
    )
