"""The open work of a customer, project or supplier stands in the order of its list."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0004_daily_counts"),
        ("people", "0002_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="record",
            name="record_open_customer",
        ),
        migrations.RemoveIndex(
            model_name="record",
            name="record_open_project",
        ),
        migrations.RemoveIndex(
            model_name="record",
            name="record_open_supplier",
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["customer", "kind", "-updated_at", "-id"],
                name="record_open_customer",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["project", "kind", "-updated_at", "-id"],
                name="record_open_project",
            ),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["supplier", "kind", "-updated_at", "-id"],
                name="record_open_supplier",
            ),
        ),
    ]
