"""Puts disclosures under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the table."""

    dependencies = (("document", "0012_disclosures"), ("kernel", "0002_record_scope"))
    operations = (protect("document_disclosure", "DSC"),)
