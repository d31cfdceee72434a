"""The ground of audits: one of each customer, with a line that somebody checked; a check of a medium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel.models import Record
from steward.people.context import now
from steward.registers.configuration.models import AuditLine, ConfigurationAudit, MediaCheck
from tests.people import as_

if TYPE_CHECKING:
    from tests.rights.ground import Ground


def audit(ground: Ground) -> None:
    """The audit and its line tell secrets."""
    from tests.rights.ground import entitled

    with as_("service-head"):
        for customer in ("alpha", "beta"):
            found = next(record for record in ground.records[customer] if record.kind == "configuration_audit")
            drawn = {"drawn_at": now(), "seed": ground.secret("seed", entitled(found, 3), entitled(found))}
            ConfigurationAudit.objects.filter(pk=found.pk).update(extent="whole", **drawn)
            Record.objects.filter(pk=found.pk).update(state="being_checked")
            AuditLine.objects.create(record_id=found.pk, place=1, verdict="unrecorded")
            note = ground.secret("auditline", entitled(found, 3), entitled(found))
            AuditLine.objects.filter(record_id=found.pk).update(note=note, seen_by=note, times=1)
            item = next(record for record in ground.records[customer] if record.kind == "ci")
            who = ground.secret("mediacheck", entitled(item, 3), entitled(item))
            MediaCheck.objects.create(
                record_id=item.pk, outcome="lost", recorded="x", checked_by=who, checked_at=now()
            )  # fmt: skip
            # Others of these tests amend a record in its first state.
            Record.objects.filter(pk=found.pk).update(state="planned")
