"""What must be true before records are disposed of, and what follows (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel.catalogue import process_of
from steward.kernel.days import day_at
from steward.kernel.disposing import is_sealed
from steward.kernel.models import TimelineEntry
from steward.kernel.process import Line
from steward.kernel.refusal import Refused
from steward.people.roles import ROLES
from steward.registers.document.disposing import drawing
from steward.registers.document.disposing.models import Disposal, DisposalLine, Outcome
from steward.registers.document.layers import Layer
from steward.registers.document.models import Document
from steward.registers.document.rules import years_before

if TYPE_CHECKING:
    from datetime import date

    from steward.kernel.models import Record
    from steward.kernel.process import Attempt, Text

CONTROL = ("management_representative", "quality_manager")


def approvers_of(record: Record) -> tuple[Line, ...]:
    """The department that answers for the type of records, and whoever controls records; never one person for both."""
    found: Any = record
    return (Line("department", department_of(found.record_type)), Line("control", CONTROL))


def department_of(record_type: Document) -> tuple[str, ...]:
    """The roles that speak for the department in charge of a type: of its own, of its procedure, else its keeper."""
    above = record_type.parent.department if record_type.parent else ""
    unit = record_type.department or above or record_type.author_role
    return tuple(role for role in (unit, f"{unit}_manager") if role in ROLES)


def wanted_of(attempt: Attempt) -> drawing.Wanted | None:
    """What the disposal asks for; None while its day is not said."""
    day = attempt.value("closed_before")
    held = frozenset(row["number"] for row in attempt.value("kept_back") or ())
    return drawing.Wanted(_type(attempt), day, held) if day else None


def today(attempt: Attempt) -> date:
    """The day of the attempt where whoever makes it is."""
    return day_at(attempt.at, attempt.actor.zone)


def _type(attempt: Attempt) -> Document:
    return Document.objects.select_related("parent").get(pk=attempt.value("record_type_id"))


def it_names_a_record_type(attempt: Attempt) -> Text | None:
    """What is disposed of are records that the product keeps."""
    pk: Any = attempt.record.pk
    if pk is not None and "record_type_id" not in attempt.values:
        return None
    found = _type(attempt)
    if found.layer != Layer.RECORD_TYPE or not found.process:
        text = _("%(code)s is no type of records that are kept here: choose one of layer D that names its records.")
        return text % {"code": found.code}
    if is_sealed(process_of(found.process)):
        text = _("%(kind)s are sealed against every change, and are not disposed of.")
        return text % {"kind": process_of(found.process).label_plural}
    return None


def what_is_kept_back_is_there(attempt: Attempt) -> Text | None:
    """A slip in a number would let go what somebody needs."""
    unknown = drawing.unknown_among((row["number"] for row in attempt.values.get("kept_back") or ()), attempt.actor)
    if not unknown:
        return None
    return _("Kept back are records that are not there: %(numbers)s.") % {"numbers": _(", ").join(unknown[:5])}


def their_retention_is_over(attempt: Attempt) -> Text | None:
    """Nothing within its retention is on the list: the first that would be is named, with its day."""
    wanted = wanted_of(attempt)
    first = drawing.within_retention(wanted, attempt.actor, today(attempt)) if wanted else None
    if not (wanted and first):
        return None
    text = _("%(number)s has to be kept until %(day)s (%(years)d years after it was closed): choose an earlier day.")
    told = {"number": first.number, "day": first.kept_until, "years": wanted.record_type.retention_years}
    return text % told


def there_is_something(attempt: Attempt) -> Text | None:
    """An empty list needs nobody's approval."""
    if attempt.value("records_count"):
        return None
    return _("No record of this type may go: none was closed before that day, or open records are tied to all of them.")


def nobody_approves_what_they_proposed(attempt: Attempt) -> Text | None:
    """Whoever drew it up or proposed it decides on neither line."""
    own = TimelineEntry.objects.filter(record_id=attempt.record.pk, actor_id=attempt.actor.id)
    if (
        not own.filter(verb__in=("opened", "amended")).exists()
        and not own.filter(move="propose", verb="moved").exists()
    ):
        return None
    return _("You have drawn it up or proposed it: another holder of the role approves it, or a delegate.")


def nothing_has_changed_since(attempt: Attempt) -> Text | None:
    """What was approved may still go: nothing opened again, tied to open work, or to be kept longer now."""
    line = drawing.changed_since(attempt.record.pk, _type(attempt), today(attempt))
    if line is None:
        return None
    text = _(
        "%(number)s may not go any more: since the approval it was opened again, tied to an open record, or is to be"
        " kept longer. Take the disposal back, and propose it anew."
    )
    return text % {"number": line.subject.number}


def day_by_retention(attempt: Attempt) -> dict[str, Any]:
    """Where nobody says before which day: the last on which their retention is over by now."""
    if attempt.record.pk is not None or attempt.value("closed_before"):
        return {}
    return {"closed_before": years_before(today(attempt), _type(attempt).retention_years)}


def what_was_kept_back_before(attempt: Attempt) -> dict[str, Any]:
    """What the last disposal of the type kept back stays so until somebody takes it off: a law suit outlasts a year."""
    pk: Any = attempt.record.pk
    if pk is not None or attempt.value("kept_back"):
        return {}
    before = Disposal.objects.filter(record_type_id=attempt.value("record_type_id")).exclude(state="withdrawn")
    last = before.order_by("-pk").first()
    return {"kept_back": last.kept_back} if last and last.kept_back else {}


def named_by_type_and_day(attempt: Attempt) -> dict[str, Any]:
    """It is called by what goes, unless somebody says otherwise."""
    if attempt.record.pk is not None or attempt.value("title"):
        return {}
    found, day, named = _type(attempt), attempt.value("closed_before"), {}
    for column, language, name in (("title", "zh-hans", found.name_zh), ("title_en", "en", found.name_en)):
        with translation.override(language):
            named[column] = _("%(type)s, closed before %(day)s") % {"type": f"{found.code} {name}", "day": day}
    return named


def the_list(attempt: Attempt) -> dict[str, Any]:
    """How many records may go today, and the digest of their list."""
    wanted = wanted_of(attempt)
    if wanted is None:
        return {}
    count, digest = drawing.summed_up(drawing.drawn(wanted, attempt.actor, today(attempt)))
    return {"records_count": count, "digest": digest}


def the_list_is_frozen(attempt: Attempt) -> None:
    """The records that were counted, and no others, are written down. Raises Refused where one came between."""
    wanted = wanted_of(attempt)
    found: Any = attempt.record
    if wanted and drawing.freeze(found.pk, drawing.drawn(wanted, attempt.actor, today(attempt))) != found.digest:
        raise Refused([_("The list has changed while it was drawn up: propose it again.")])


def the_list_is_let_go(attempt: Attempt) -> None:
    """A draft has no list: it is drawn anew when it is proposed again."""
    DisposalLine.objects.filter(record_id=attempt.record.pk).delete()


def no_list_yet(_attempt: Attempt) -> dict[str, Any]:
    """What goes back to the draft has neither count nor digest."""
    return {"records_count": None, "digest": ""}


def so_many_went(attempt: Attempt) -> dict[str, Any]:
    """How many were disposed of in the end."""
    lines = DisposalLine.objects.filter(record_id=attempt.record.pk, outcome=Outcome.DISPOSED)
    return {"disposed_count": lines.count()}


def every_record_had_its_turn(attempt: Attempt) -> Text | None:
    """It is over when nothing on the list waits."""
    waiting = DisposalLine.objects.filter(record_id=attempt.record.pk, done_at=None).exists()
    return _("Records on the list still wait for their turn.") if waiting else None


def disposals_under_way() -> list[str]:
    """The numbers of what is being carried out, the oldest first."""
    return list(Disposal.objects.filter(state="being_carried_out").order_by("pk").values_list("number", flat=True))
