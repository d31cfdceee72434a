"""Puts external audits under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the table."""

    dependencies = (("audit", "0012_external_audit"), ("kernel", "0002_record_scope"))
    operations = (protect("audit_externalaudit", "EXA"),)
