"""Adds the class of groups: tenants, host groups and whatever else inventories sort their items by."""

import json

from django.db import migrations

KINDS = "tenant, host group"
ATTRIBUTES = [{"key": "group_kind", "zh": "分组类型", "en": "Kind of group", "kind": "choice", "choices": KINDS}]
INSERT = """insert into configuration_ciclass
    (code, name_zh, name_en, parent_id, path, attributes, name_pattern, name_example, needs_version, is_active)
    select 'group', '分组', 'Group', p.id, p.path || '/group', '{attributes}'::jsonb, '', '', false, true
    from configuration_ciclass p where p.code = 'item'"""


class Migration(migrations.Migration):
    """One row among the starter classes."""

    dependencies = (("configuration", "0005_new_items"),)
    operations = (
        migrations.RunSQL(INSERT.format(attributes=json.dumps(ATTRIBUTES, ensure_ascii=False)), migrations.RunSQL.noop),
    )
