"""Indexes for lists sorted by number, opening and priority."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("kernel", "0002_record_scope"),)
    operations = (
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["kind", "id"], condition=models.Q(is_open=True), name="record_open_number"
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                fields=["kind", "opened_at", "id"], condition=models.Q(is_open=True), name="record_open_opening"
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["kind", "is_open", "priority", "id"], name="record_by_priority"),
        ),
    )
