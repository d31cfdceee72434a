"""Lets the clock loop find a level that an act overtook: its clock may wait or have stopped since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Another condition on the index of the clock loop."""

    dependencies = (("kernel", "0002_record_scope"),)
    operations = (
        migrations.RemoveIndex(model_name="clockrun", name="clock_next"),
        migrations.AddIndex(
            model_name="clockrun",
            index=models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="clock_due"),
        ),
    )
