"""A copy of an edition in somebody's hands, and a list of what is to go: for the provider's people alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel.models import Record
from steward.people.context import now
from steward.people.models import Person
from steward.registers.document.disposing.models import DisposalLine
from steward.registers.document.handing.models import Copy
from steward.registers.document.models import Document, Edition
from tests.cast import CAST
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rights.ground import Ground


RECORD_TYPE = "ITSM-D-90"


def hand_out(ground: Ground, fill_texts: Callable[..., None], is_provider: Callable[[str], bool]) -> None:
    """One of them, on paper, to the engineer."""
    with as_("service-head") as actor:
        edition = Edition.objects.order_by("pk")[0]
        copy = Copy.objects.create(
            document_id=edition.document_id, edition=edition, number=1, sort="paper",
            holder=Person.objects.get(code="p-engineer"), handed_out_at=now(), handed_out_by_id=actor.id,
        )  # fmt: skip
        Document.objects.create(
            code=RECORD_TYPE, name_zh="披露记录", name_en="Disclosure record", layer="D", process="disclosure",
            author_role="customer_service", parent=Document.objects.get(code="ITSM-B-14"),
        )  # fmt: skip
        line = DisposalLine(subject=ground.records["alpha"][0], kept_until="2020-01-01")
        line.record = next(record for record in ground.records["alpha"] if record.kind == "disposal")
        Record.objects.filter(pk=line.record_id).update(state="proposed")
        line.save()
        Record.objects.filter(pk=line.record_id).update(state="draft")
        fill_texts(ground, copy, filter(is_provider, CAST))
