"""What shows that documents are under control: judged from the records alone (manual 0.1, 1.2 to 1.4, 2.2, 10)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import DateField, DurationField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import expiring, has_row, judged, own, today
from steward.kernel.judges import Judge, Unjudged
from steward.kernel.models import Decision, Stated
from steward.people.models import Duty, User
from steward.registers.document.disposing.evidence import JUDGES as OF_DISPOSALS
from steward.registers.document.handing.evidence import JUDGES as IN_HAND
from steward.registers.document.layers import Layer
from steward.registers.document.models import Document, Edition
from steward.registers.document.signed import ISSUERS, signed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

TEXTS = (Layer.MANUAL, Layer.PROCEDURE, Layer.RULE)
# Before which day nobody has looked at anything: a record type that was never reviewed.
LONG_AGO = date(2000, 1, 1)
# Either language of a section is missing.
_HALF = "(exists(@.zh) && !exists(@.en)) || (exists(@.en) && !exists(@.zh))"


def _in_force() -> QuerySet[Edition]:
    return own(Edition, state="in_force")


def _valid(asked: Asked) -> Exists:
    """Whether a document has an edition in force, approved, whose review is not past its day."""
    found = _in_force().filter(in_force_of=OuterRef("pk"), approved_at__isnull=False, review_on__gte=today(asked))
    return Exists(found)


def _about(clause: str) -> QuerySet[Document]:
    """The documents that answer to a clause."""
    escaped = clause.replace(".", r"\.")
    return Document.objects.filter(layer__in=TEXTS, clauses__regex=rf"(^|[ ,]){escaped}($|[ ,])")


def issued(_asked: Asked) -> QuerySet[Edition]:
    """The manual in force: its order of issue is written, and the general manager of the day signed it."""
    manual = _in_force().filter(document__layer=Layer.MANUAL, document__parent=None)
    return judged(manual, Q(order_of_issue="") | ~signed(by=Duty.objects.filter(role__in=ISSUERS)))


def scoped(asked: Asked) -> QuerySet[Document]:
    """The statement of scope: in force with the manual."""
    return judged(_about("1.2.1").filter(layer=Layer.MANUAL), ~_valid(asked))


def worded(asked: Asked) -> QuerySet[Document]:
    """The glossary: in force, within its review, complete in both languages."""
    half = _in_force().annotate(half=has_row("sections", _HALF)).filter(in_force_of=OuterRef("pk"), half=True)
    return judged(_about("1.3.1").filter(layer=Layer.RULE), Q(Exists(half)) | ~_valid(asked))


def approved(_asked: Asked) -> QuerySet[Edition]:
    """Editions in force: approved before their first day by a holder of the role in charge who did not write them."""
    holders = Duty.objects.filter(role=OuterRef(OuterRef("document__approver_role")))
    late = Q(approved_at=None) | Q(approved_at__gt=F("in_force_at"))
    return judged(_in_force(), late | ~signed(by=holders))


def marked(_asked: Asked) -> QuerySet[Edition]:
    """Editions that were in force once: one of a document still is, every other is retained or obsolete."""
    other = own(Edition, state="in_force", document=OuterRef("document")).exclude(pk=OuterRef("pk"))
    doubled = Q(state="in_force") & (Q(in_force_of=None) | Exists(other))
    gone = Q(state__in=("retained", "obsolete")) & (Q(in_force_of__isnull=False) | Q(replaced_at=None))
    return judged(own(Edition, state__in=("in_force", "retained", "obsolete")), doubled | gone)


def layered(_asked: Asked) -> QuerySet[Document]:
    """Documents but the manual: each hangs under one of the layer above it."""
    right = (
        Q(layer=Layer.MANUAL, parent__layer=Layer.MANUAL)
        | Q(layer=Layer.PROCEDURE, parent__layer=Layer.MANUAL)
        | Q(layer=Layer.RULE, parent__layer=Layer.PROCEDURE)
        | Q(layer=Layer.RECORD_TYPE, parent__layer__in=(Layer.PROCEDURE, Layer.RULE))
    )
    rows = Document.objects.exclude(layer=Layer.MANUAL, parent=None).annotate(above=F("parent__layer"))
    return judged(rows, Q(parent=None) | ~right)


def governing(asked: Asked) -> QuerySet[Document]:
    """Procedures that govern records of the product: in force, within their review, approved by the representative."""
    representative = Q(approver_role="management_representative")
    rows = Document.objects.filter(layer=Layer.PROCEDURE).exclude(process="")
    return judged(rows, ~_valid(asked) | ~representative)


def ruled(asked: Asked) -> QuerySet[Document]:
    """Rules and work instructions: each of a department, approved, with a day of review."""
    bare = Q(department="") | Q(approver_role="") | Q(parent=None)
    return judged(Document.objects.filter(layer=Layer.RULE), bare | ~_valid(asked))


def reviewed(asked: Asked) -> QuerySet[Edition]:
    """Editions in force: their review is not past its day."""
    return expiring(_in_force().filter(review_on__isnull=False), "review_on", asked)


def looked_at(asked: Asked) -> QuerySet[Document]:
    """Record types: each was looked at within its months; one that never was is late."""
    months = Func(F("review_months"), template="make_interval(months => %(expressions)s)", output_field=DurationField())
    due = Coalesce(Cast(F("reviewed_on") + months, DateField()), Value(LONG_AGO))
    return expiring(Document.objects.filter(layer=Layer.RECORD_TYPE).annotate(due=due), "due", asked)


def listed(asked: Asked) -> QuerySet[Document]:
    """Every manual, procedure and rule of the register: in force, approved, within its review."""
    return judged(Document.objects.filter(layer__in=TEXTS), ~_valid(asked))


JUDGES = (
    Judge(
        "manual_has_its_order", "0.1",
        _("The manual in force has its order of issue, signed by who was general manager on that day."),
        issued, (Edition, Document, Decision, Duty, User, Stated),
    ),
    Judge(
        "scope_is_stated", "1.2.1",
        _("The statement of scope that belongs to the manual is in force, approved and within its review date."),
        scoped, (Document, Edition, Stated), project="",
    ),
    Judge(
        "glossary_is_in_force", "1.3.1",
        _("The glossary is in force, complete in both languages, within its review date."),
        worded, (Document, Edition, Stated), project="",
    ),
    Judge(
        "edition_is_approved_first", "1.4.1",
        _("Every edition in force was approved before, by a holder of the role in charge who did not draw it up."),
        approved, (Edition, Document, Decision, Duty, User, Stated),
    ),
    Judge(
        "edition_has_its_status", "1.4.3",
        _("One edition of a document is in force at most; every earlier one is marked retained or obsolete."),
        marked, (Edition, Stated),
    ),
    Judge(
        "document_has_its_layer", "2.2.1",
        _("Every procedure hangs under the manual, every rule under a procedure, every record type under one of both."),
        layered, (Document,), project="",
    ),
    Judge(
        "procedure_is_in_force", "2.2.2",
        _("Every procedure that governs records is in force, approved by the representative, within its review date."),
        governing, (Document, Edition, Stated), project="",
    ),
    Judge(
        "rule_is_in_force", "2.2.4",
        _("Every rule and work instruction is of a department, approved, in force and within its review date."),
        ruled, (Document, Edition, Stated), project="",
    ),
    Judge(
        "edition_is_reviewed", "2.2.5",
        _("No edition in force is past the day by which it is to be reviewed."),
        reviewed, (Edition, Stated),
    ),
    Judge(
        "record_type_is_reviewed", "2.2.5",
        _("No record type is past the day by which it is to be looked at again."),
        looked_at, (Document,), project="",
    ),
    Judge(
        "listed_document_is_in_force", "10",
        _("Every manual, procedure and rule of the register is in force, approved and within its review date."),
        listed, (Document, Edition, Stated), project="",
    ),
    *IN_HAND,
    *OF_DISPOSALS,
)  # fmt: skip

UNJUDGED = (
    Unjudged("1.2.1", _("That each active service was marked in or out of scope by somebody is not judged.")),
    Unjudged("1.4.5", _("Whether a holder explains the document to their people is promised, not seen.")),
    Unjudged("2.2.4", _("Who of a department read its own records, and where paper lies, is not judged.")),
    Unjudged("2.2.5", _("Whether a review that asks for a change led to a corrective action is not judged.")),
    Unjudged("10", _("Plans, tables and reports of the chapters are not looked for among documents.")),
)
