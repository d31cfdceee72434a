"""Puts requests for resources under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the table."""

    dependencies = (("organisation", "0005_resource_requests"), ("kernel", "0002_record_scope"))
    operations = (protect("organisation_resourcerequest", "RSR"),)
