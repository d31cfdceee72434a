"""Puts audits and nonconformities under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the tables."""

    dependencies = (("audit", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (protect("audit_audit", "AUD"), protect("audit_nonconformity", "NCR"))
