"""Record types say when they were last looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; what was registered before was never reviewed, as far as anybody knows."""

    dependencies = (("document", "0016_issued_files"),)
    operations = (
        migrations.AddField(
            model_name="document",
            name="reviewed_on",
            field=models.DateField(
                blank=True,
                help_text="Of a record type; texts are reviewed on their edition.",
                null=True,
                verbose_name="Last reviewed on",
            ),
        ),
    )
