"""Audits are found by the day of their report."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0006_keep_clause_owners"),
        ("kernel", "0004_daily_counts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(fields=["reported_on"], name="audit_by_report_day"),
        ),
    ]
