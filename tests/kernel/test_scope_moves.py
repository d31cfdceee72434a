"""A record may change who sees it: everything that tells of it goes along, the entry of the change itself too."""

from __future__ import annotations

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import TimelineEntry
from steward.kernel.refusal import Unknown
from tests.people import as_

pytestmark = pytest.mark.django_db


def test_a_supplier_named_later_sees_what_is_his_from_then_on() -> None:
    process = process_of("incident")
    with as_("desk") as actor:
        number = acts.open_record(process, actor=actor, raw={"title": "光模块故障", "project": "alpha-ops"}).number
        acts.comment(process, number, actor=actor, body="已报修。", reach=2)
    with as_("supplier-a") as actor, pytest.raises(Unknown):
        acts.fetch(process, number, actor)
    with as_("desk") as actor:
        acts.amend(process, number, actor=actor, raw={"supplier": "sigma"}, version=None)
    with as_("supplier-a") as actor:
        record = acts.fetch(process, number, actor)
        verbs = list(TimelineEntry.objects.filter(record_id=record.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == ["opened", "commented"]
    with as_("desk"):
        last = TimelineEntry.objects.filter(record_id=record.pk).latest("id")
        assert (last.verb, last.changes["supplier_id"][1]) == ("amended", record.supplier_id)
