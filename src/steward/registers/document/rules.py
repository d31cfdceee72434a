"""What must be true of an edition, and what follows from it (manual 1.4, 2.2)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import day_at, months_after
from steward.kernel.models import TimelineEntry
from steward.kernel.process import Line
from steward.registers.document.layers import REVIEWERS, Layer
from steward.registers.document.models import Document, Edition, Outcome, number_of, numbers_in_order
from steward.registers.document.text.sections import named_by

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.kernel.process import Attempt, Text

FIRST = "1.0"
# Until when a new edition is there once a review has found that one is needed.
REVISED_WITHIN = timedelta(days=90)
BEING_MADE = ("draft", "in_review", "in_approval", "approved")


def reviewers_of(_record: Record) -> tuple[Line, ...]:
    """One reads it who answers for documents or for a department."""
    return (Line("review", REVIEWERS),)


def approver_of(record: Record) -> tuple[Line, ...]:
    """The role that the register names for the document (2.2.2)."""
    found: Any = record
    return (Line("approval", (found.document.approver_role,)),)


def _document(attempt: Attempt) -> Document:
    return Document.objects.get(pk=attempt.value("document_id"))


def _others(attempt: Attempt) -> list[Edition]:
    """The other editions of the document."""
    found = Edition.objects.filter(document_id=attempt.value("document_id")).exclude(pk=attempt.record.pk)
    return list(found.only("number", "state", "edition"))


def a_record_type_has_no_edition(attempt: Attempt) -> Text | None:
    """The types of records are kept in the register; their forms are the product's."""
    if attempt.record.pk is not None or _document(attempt).layer != Layer.RECORD_TYPE:
        return None
    return _("Record types have no editions: they stand in the register with the procedure that they belong to.")


def only_one_is_being_made(attempt: Attempt) -> Text | None:
    """Two people don't draw up the next edition of a document side by side."""
    if attempt.record.pk is not None:
        return None
    for other in _others(attempt):
        if other.state in BEING_MADE:
            return _("%(number)s is the next edition of this document already: work on it, or withdraw it first.") % {
                "number": other.number
            }
    return None


def its_number_follows_the_last(attempt: Attempt) -> Text | None:
    """Editions are numbered one after another, and no number twice (2.2.4)."""
    if "edition" not in attempt.values and attempt.record.pk is not None:
        return None
    given = attempt.value("edition")
    if not re.fullmatch(r"[1-9]\d{0,3}\.\d{1,3}", given):
        return _("An edition is numbered as 1.0 or 2.1.")
    known = numbers_in_order(other.edition for other in _others(attempt))
    if known and number_of(given) <= number_of(known[-1]):
        return _("Edition %(last)s is there already: the next has a higher number.") % {"last": known[-1]}
    return None


def a_later_edition_has_its_reason(attempt: Attempt) -> Text | None:
    """Every edition after the first rests on a request for change with its reason (1.4.4)."""
    own: Any = attempt.record.pk
    if attempt.value("reason") or (own is not None and "reason" not in attempt.values):
        return None
    before = [other for other in _others(attempt) if other.state != "withdrawn" and (own is None or other.pk < own)]
    if not before:
        return None
    return _("Say why the document is changed: who asks for it, and what is different.")


def it_has_a_text(attempt: Attempt) -> Text | None:
    """What is reviewed is there: a text in both languages, or a file."""
    record: Any = attempt.record
    if record.is_file:
        return None if record.attachments.exists() else _("Attach the file first: this edition says its text is one.")
    if not any(row.get("zh") or row.get("en") for row in record.sections):
        return _("Write its text first, or attach it as a file and say so.")
    bare = [place for place, row in enumerate(record.sections, 1) if bool(row.get("zh")) != bool(row.get("en"))]
    if bare:
        return _("Only one language is written in section %(places)s: both say the same.") % {
            "places": _(", ").join(map(str, bare))
        }
    return None


def it_names_what_there_is(attempt: Attempt) -> Text | None:
    """A reader is led to no document and no picture that is not there."""
    record: Any = attempt.record
    codes, pictures = named_by(record.sections)
    codes -= set(Document.objects.filter(code__in=codes).values_list("code", flat=True)) if codes else set()
    pictures -= set(record.attachments.filter(name__in=pictures).values_list("name", flat=True)) if pictures else set()
    if codes:
        return _("The text names documents that are not registered: %(codes)s.") % {"codes": ", ".join(sorted(codes))}
    if pictures:
        names = ", ".join(sorted(pictures))
        return _("The text shows pictures that are not attached: %(names)s. Attach them under these names.") % {
            "names": names
        }
    return None


def the_manual_has_its_order(attempt: Attempt) -> Text | None:
    """The manual goes out with the general manager's order of issue (1.4.1)."""
    record: Any = attempt.record
    if not record.document.is_manual or attempt.value("order_of_issue"):
        return None
    return _("Write the order of issue: the general manager signs it with the manual.")


def it_takes_effect_after_its_approval(attempt: Attempt) -> Text | None:
    """No edition is in force before somebody has approved it."""
    day = attempt.value("effective_on")
    if day is None or day >= attempt.day:
        return None
    return _("It can't be in force from %(day)s: that is before its approval. Choose a day from today on.") % {
        "day": day
    }


def nobody_approves_what_they_wrote(attempt: Attempt) -> Text | None:
    """Whoever changed the text is one of its authors."""
    written = TimelineEntry.objects.filter(
        record_id=attempt.record.pk, actor_id=attempt.actor.id, verb__in=("opened", "amended")
    )
    if not written.exists():
        return None
    return _("Nobody reviews or approves what they wrote themselves: ask another holder of the role, or a delegate.")


def its_day_has_come(attempt: Attempt) -> Text | None:
    """An approved edition waits for its day."""
    day = attempt.value("effective_on")
    if day is None or day <= attempt.day:
        return None
    return _("It is in force from %(day)s, and by itself then.") % {"day": day}


def a_newer_one_is_in_force(attempt: Attempt) -> Text | None:
    """An edition is replaced by the next one; without one a document is retired."""
    record: Any = attempt.record
    if Edition.objects.filter(in_force_of=record.document_id).exclude(pk=record.pk).exists():
        return None
    return _("No newer edition is in force yet. To take the document out of force without one, retire it.")


def its_retention_is_over(attempt: Attempt) -> Text | None:
    """What was replaced is kept as long as the register says (2.2.6)."""
    record: Any = attempt.record
    until = kept_until(record, attempt.actor.zone)
    if until is None or until < attempt.day:
        return None
    return _("It is kept until %(day)s (%(years)d years after it was replaced).") % {
        "day": until,
        "years": record.document.retention_years,
    }


def kept_until(edition: Edition, zone: str) -> date | None:
    """The last day on which a replaced edition is to be kept; None while it is in force or not yet."""
    if edition.replaced_at is None:
        return None
    return _years_after(day_at(edition.replaced_at, zone), edition.document.retention_years)


def _years_after(day: date, years: int) -> date:
    return months_after(day, 12 * years)


def years_before(day: date, years: int) -> date:
    """The same day so many years ago, or the month's last where it had no such day."""
    return months_after(day, -12 * years)


def title_of_the_document(attempt: Attempt) -> dict[str, Any]:
    """An edition is called as its document, unless it says otherwise."""
    record: Any = attempt.record
    asked = record.pk is None or "title" in attempt.values
    if not asked or attempt.value("title"):
        return {}
    document = _document(attempt)
    return {"title": document.name_zh, "title_en": attempt.value("title_en") or document.name_en}


def next_number(attempt: Attempt) -> dict[str, Any]:
    """Where nobody gives a number: the first edition is 1.0, the next a whole one on."""
    if attempt.value("edition"):
        return {}
    known = numbers_in_order(other.edition for other in _others(attempt))
    return {"edition": f"{number_of(known[-1])[0] + 1}.0" if known else FIRST}


def time_of_approval(attempt: Attempt) -> dict[str, Any]:
    """When it was approved."""
    return {"approved_at": attempt.at}


def in_force_from_now(attempt: Attempt) -> dict[str, Any]:
    """It is the document's valid edition, and is reviewed in so many months."""
    record: Any = attempt.record
    document = record.document
    return {
        "in_force_of_id": document.pk,
        "in_force_at": attempt.at,
        "review_on": months_after(attempt.day, document.review_months),
    }


def in_force_until_now(attempt: Attempt) -> dict[str, Any]:
    """It is the document's valid edition no longer."""
    return {"in_force_of_id": None, "replaced_at": attempt.at, "review_on": None}


def the_one_before_is_replaced(attempt: Attempt) -> None:
    """As an edition comes into force, the one before is retained; both or neither."""
    record: Any = attempt.record
    process = process_of("edition")
    for old in Edition.objects.filter(in_force_of=record.document_id).exclude(pk=record.pk):
        acts.move(process, old.number, "replace", actor=attempt.actor, raw={}, version=None)


def day_of_the_next_review(attempt: Attempt) -> dict[str, Any]:
    """What is still right is looked at again after the register's months; else the new edition has its time."""
    record: Any = attempt.record
    today = attempt.day
    keeps = attempt.value("review_outcome") == Outcome.KEEP
    later = months_after(today, record.document.review_months) if keeps else today + REVISED_WITHIN
    return {"reviewed_on": today, "review_on": later}
