"""Grants the web role what pages need beside records."""

from pathlib import Path

from django.db import migrations

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs surface/sql/grants.sql."""

    dependencies = (
        ("surface", "0001_nouns"),
        ("people", "0002_scope"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("procrastinate", "0041_post_retry_failed_job"),
    )
    operations = (sql_file(Path(__file__).parent.parent / "sql" / "grants.sql"),)
