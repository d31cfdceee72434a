"""Puts the checks of media under protection; they are added to and never altered."""

from django.db import migrations

from steward.kernel.operations import protect_detail


class Migration(migrations.Migration):
    """Protects the table."""

    dependencies = (("configuration", "0012_media_checks"), ("kernel", "0002_record_scope"))
    operations = (
        protect_detail("configuration_mediacheck"),
        migrations.RunSQL(
            [("revoke update, delete on configuration_mediacheck from steward_web, steward_system", None)]
        ),
    )
