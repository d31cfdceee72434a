"""Puts problems under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect


class Migration(migrations.Migration):
    """Protects the table."""

    dependencies = (("problem", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (protect("problem_problem", "PRB"),)
