"""Puts items and plans under protection and control, and loads the classes that a data centre begins with."""

import json
from pathlib import Path
from typing import Any

import yaml
from django.db import migrations

from steward.kernel.operations import protect
from steward.people.operations import sql_file

HERE = Path(__file__).parent
SQL = HERE.parent / "sql"
ATTRIBUTE = ("key", "zh", "en", "kind", "choices", "unit", "required")
INSERT = """insert into configuration_ciclass
    (code, name_zh, name_en, parent_id, path, attributes, name_pattern, name_example, needs_version, is_active)
    select %s, %s, %s, p.id, concat_ws('/', p.path, %s), %s::jsonb, %s, %s, %s, %s
    from (select 1) one left join configuration_ciclass p on p.code = %s"""


def load_classes(_apps: Any, editor: Any) -> None:
    for each in yaml.safe_load((HERE / "starter_classes.yaml").read_text(encoding="utf-8")):
        attributes = [
            {key: value for key, value in zip(ATTRIBUTE, row, strict=False) if value not in ("", None)}
            for row in each.get("attributes", [])
        ]
        values = [each["code"], each["zh"], each["en"], each["code"], json.dumps(attributes, ensure_ascii=False)]
        values += [each.get("pattern", ""), each.get("example", ""), each.get("version", False)]
        editor.execute(INSERT, [*values, each.get("active", True), each.get("in")])


class Migration(migrations.Migration):
    """Protects the tables; runs configuration/sql/control.sql and places.sql."""

    dependencies = (("configuration", "0001_nouns"), ("kernel", "0002_record_scope"))
    operations = (
        protect("configuration_configurationitem", "CI"),
        protect("configuration_configurationplan", "CMP"),
        sql_file(SQL / "control.sql"),
        sql_file(SQL / "places.sql"),
        migrations.RunPython(load_classes),
    )
