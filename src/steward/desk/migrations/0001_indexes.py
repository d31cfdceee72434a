"""What the dashboard looks up by time: closings of a kind, and breaches."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_record_scope")]

    operations = [
        migrations.RunSQL(
            [
                # Closed today, by day and by month; the list narrowed by closing.
                "create index record_by_closing on kernel_record (kind, closed_at) where closed_at is not null",
                # Breached this month.
                """create index clock_by_breach on kernel_clockrun (breached_at) include (record_id, name)
                    where breached_at is not null""",
            ],
            ["drop index record_by_closing", "drop index clock_by_breach"],
        )
    ]
