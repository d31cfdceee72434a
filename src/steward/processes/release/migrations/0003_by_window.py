"""Roll-outs are found by the window in which they are planned."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index for the forward schedule."""

    dependencies = (("release", "0002_protect"),)
    operations = (
        migrations.AddIndex(
            model_name="rollout",
            index=models.Index(fields=["planned_start", "planned_end"], name="rollout_by_window"),
        ),
    )
