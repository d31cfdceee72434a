"""What stands on the paper of a review beside its texts: the inputs as they were gathered (manual 3.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.judges import Verdict
from steward.oversight.audit.models import GATHERED, INPUTS
from steward.surface.paper.content import Heading, Prose, Table
from steward.surface.times import full

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.surface.paper.content import Block

_COLUMNS = {column.key: column for column in GATHERED}
_TOLD = ("judged", "breached", "due", "until")


def inputs(record: Record, actor: Actor) -> Iterator[Block]:
    """A table for each input that has rows."""
    review: Any = record
    if not review.inputs:
        return
    yield Heading(_("Inputs as gathered"))
    yield Prose(f"{_('Inputs gathered at')} {full(review.gathered_at, actor.zone)}")
    head = tuple(str(_COLUMNS[key].label) for key in ("subject", "verdict", *_TOLD))
    for key, label in INPUTS:
        rows = tuple(_row(row) for row in review.inputs if row["input"] == key)
        if rows:
            yield Heading(str(label), 2)
            yield Table(head, rows, numbers=(2, 3, 4), widths=(5, 1.6, 1, 1, 1, 1.4))


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    process = str(_COLUMNS["process"].shown(row.get("process", "")))
    named = " ".join(filter(None, (process, row.get("record", ""), row.get("subject", ""))))
    verdict = str(Verdict(row["verdict"]).label) if "verdict" in row else ""
    return (named or _("in all"), verdict, *(str(row.get(key, "")) for key in _TOLD))
