"""What is left of a record once its contents are disposed of: by table and column (manual 2.2.4)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from steward.kernel.models import Record, Stated
from steward.people.models import Person, User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.kernel.process import Process

# By table and column the text that the database reads as the value that is left; None where nothing is.
Left = dict[str, dict[str, "str | None"]]


def left_of(process: Process, titles: Mapping[str, str]) -> Left:
    """Texts, tables and persons are emptied; numbers, choices, times and relations stay. `titles` name the stub."""
    left: Left = {Record._meta.db_table: {**titles, "custom": "{}", "tags": "{}", "owner_id": None}}  # noqa: SLF001  Django's documented interface
    of_record: list[type[models.Model]] = [process.model, Stated, *_details()]
    for model in of_record:
        columns = {
            str(column.column): _nothing(column)
            for column in model._meta.local_concrete_fields  # noqa: SLF001  Django's documented interface
            if _holds_contents(column)
        }
        if columns:
            left[model._meta.db_table] = columns  # noqa: SLF001  Django's documented interface
    return left


def is_sealed(process: Process) -> bool:
    """Whether the chapter's own table refuses changes by a trigger, as items, baselines and drawn audits do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_trigger where tgrelid = %s::regclass and not tgisinternal"
            " and tgtype & 18 = 18)",  # before, and of updates
            [process.model._meta.db_table],  # noqa: SLF001  Django's documented interface
        )
        (found,) = cursor.fetchone()
    return bool(found)


def _details() -> list[type[models.Model]]:
    """Plain tables of the chapters whose rows tell of one record."""
    plain = (model for model in apps.get_models() if model._meta.managed and not issubclass(model, Record))  # noqa: SLF001  Django's documented interface
    return [
        model
        for model in plain
        if model._meta.app_label != "kernel"  # noqa: SLF001  Django's documented interface
        and any(column.name == "record" and column.related_model is Record for column in model._meta.local_fields)  # noqa: SLF001  Django's documented interface
    ]


def _holds_contents(column: models.Field[Any, Any]) -> bool:
    if column.primary_key:
        return False
    if isinstance(column, models.ForeignKey):
        return column.null and column.related_model in (Person, User)
    return isinstance(column, (models.JSONField, ArrayField)) or (
        isinstance(column, (models.CharField, models.TextField)) and not column.choices
    )


def _nothing(column: models.Field[Any, Any]) -> str | None:
    if column.null:
        return None
    if isinstance(column, models.JSONField):
        return json.dumps(column.get_default())
    return "{}" if isinstance(column, ArrayField) else ""
