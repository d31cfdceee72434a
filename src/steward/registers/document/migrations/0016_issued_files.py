"""Files of issued texts are opened by whoever reads the text."""

from pathlib import Path

from django.db import migrations, models

from steward.people.operations import sql_file


class Migration(migrations.Migration):
    """Runs document/sql/issued_files.sql."""

    dependencies = (("document", "0015_protect_disposals"),)

    operations = [
        migrations.CreateModel(
            name="IssuedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "document_issued_file",
                "managed": False,
            },
        ),
        sql_file(Path(__file__).parent.parent / "sql" / "issued_files.sql"),
    ]
