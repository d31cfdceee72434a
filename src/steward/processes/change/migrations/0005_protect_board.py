"""Puts meetings of the board, votes and conclusions under their records' visibility."""

from django.db import migrations

from steward.kernel.operations import protect, protect_detail


class Migration(migrations.Migration):
    """Protects three tables."""

    dependencies = (("change", "0004_board"), ("kernel", "0002_record_scope"))
    operations = (
        protect("change_boardmeeting", "CAB"),
        protect_detail("change_boardvote"),
        protect_detail("change_boardconclusion"),
    )
