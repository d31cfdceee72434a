"""Whatever kind a record is of, its contents go and its row stays (manual 2.2.4)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection, models

from steward import contents
from steward.kernel.disposing import is_sealed, left_of
from steward.kernel.models import Record
from steward.people.context import now
from steward.people.models import Person, ServiceProject
from tests.people import as_
from tests.rights.ground import _needed

pytestmark = pytest.mark.django_db
SECRET = "Zebra4711"


def _texts(model: type[models.Model]) -> dict[str, str]:
    """The secret in every column of text that has room for it."""
    return {
        column.name: SECRET
        for column in model._meta.local_fields
        if isinstance(column, (models.CharField, models.TextField)) and not column.choices
        and (column.max_length or 999) >= len(SECRET) and column.name not in ("kind", "number", "state", "restriction")
        and column.name not in ("source", "external_number")
    }  # fmt: skip


def test_every_kind_that_is_not_sealed_is_emptied() -> None:
    kept, sealed = [], set()
    with as_("service-head") as actor, connection.cursor() as cursor:
        project = ServiceProject.objects.get(code="own-ops")
        for place, process in enumerate(contents.processes()):
            if is_sealed(process):
                sealed.add(process.kind)
                continue
            record = process.model.objects.create(
                kind=process.kind, number=f"{process.prefix}-{800_000 + place}", state=process.states[-1].name,
                customer=project.customer, project=project, supplier=project.customer, author_id=actor.id, audience=3,
                opened_at=now() - timedelta(days=3000), updated_at=now(), closed_at=now() - timedelta(days=2000),
                is_open=False, owner=Person.objects.get(code="p-desk"),
                **_texts(process.model), **_texts(Record), **_needed(process.model),
            )  # fmt: skip
            left = json.dumps(left_of(process, {"title": "gone", "title_en": "gone"}))
            cursor.execute(
                "insert into steward.by_owner values (format('select steward.empty_record(%%s, %%s, %%L, %%L, %%L,"
                " steward.moment())', %s::bigint, %s::bigint, 'DSP-1', 'over', %s::text))",
                [record.pk, actor.id, left],
            )
            cursor.execute(
                f"select to_jsonb(t)::text || to_jsonb(r)::text from {process.model._meta.db_table} t"
                " join kernel_record r on r.id = t.record_id where r.id = %s",
                [record.pk],
            )
            (whole,) = cursor.fetchone()
            if SECRET in whole or '"disposed_at": null' in whole:
                kept.append(f"{process.kind}: {whole}")
    assert not kept, "\n".join(kept)
    assert sealed == {"ci", "baseline", "configuration_audit"}
