"""What must be true of an agreement on reports (manual 5.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.models import Audience
from steward.kernel.refusal import Invalid
from steward.oversight.service_reporting.models import ReportAgreement
from steward.oversight.service_reporting.periods import DAY, begin_of
from steward.people.models import Person
from steward.people.processes import SERVICE_PROCESSES
from steward.people.tailoring import left_out

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text
    from steward.people.models import ServiceProject

PROCESS = "service_reporting"
INSIDE = ("management_representative", "general_manager", "top_management")


def is_new(attempt: Attempt) -> bool:
    """Whether the record is being opened."""
    record: Any = attempt.record
    return record.pk is None


def audience_of_a_draft(attempt: Attempt) -> dict[str, Any]:
    """Customers see it once it is offered or issued to them."""
    return {"audience": int(Audience.INTERNAL)} if is_new(attempt) else {}


def seen_by_the_customer(_attempt: Attempt) -> dict[str, Any]:
    """From now on."""
    return {"audience": int(Audience.CUSTOMER)}


def agreed_by_whom(attempt: Attempt) -> dict[str, Any]:
    """Who agreed, and when."""
    return {"agreed_at": attempt.at, "agreed_by_id": attempt.actor.id, "holds": True}


def why_left_out(project: ServiceProject) -> Text | None:
    """The reason where a contract does without reports; what is told inside is no part of any contract."""
    reason = None if project.customer.is_own else left_out(project.pk).get(PROCESS)
    if reason is None:
        return None
    named = {"process": SERVICE_PROCESSES[PROCESS].label, "reason": reason}
    return _("%(process)s is tailored out of this service project: %(reason)s") % named


def the_contract_has_reports(attempt: Attempt) -> Text | None:
    """Asked as a record is opened: what was begun is brought to its end."""
    return why_left_out(attempt.record.project) if is_new(attempt) else None


def it_begins_with_a_period(attempt: Attempt) -> Text | None:
    """The first report is of a whole period. Raises Invalid."""
    starts, every = attempt.value("starts_on"), attempt.value("every")
    if starts is None or starts == begin_of(starts, every):
        return None
    whole = begin_of(starts, every)
    raise Invalid({"starts_on": [_("Reports begin with a whole period, such as on %(day)s.") % {"day": whole}]})


def it_ends_after_it_starts(attempt: Attempt) -> Text | None:
    """Days in their order. Raises Invalid."""
    starts, ends = attempt.value("starts_on"), attempt.value("ends_on")
    if starts and ends and ends < starts:
        raise Invalid({"ends_on": [_("Reports end before they begin on %(day)s.") % {"day": starts}]})
    return None


def its_recipients_are_ours_or_the_customers(attempt: Attempt) -> Text | None:
    """A report goes to nobody outside. Raises Invalid with a sentence for each other person."""
    if "members" not in attempt.values:
        return None
    codes = {row["person"] for row in attempt.values["members"]}
    customer = attempt.value("customer_id")
    allowed = Q(party__is_own=True) | Q(party_id=customer)
    found = Person.objects.filter(allowed, code__any_of=frozenset(codes), left_on=None) if codes else ()
    unknown = sorted(codes - {person.code for person in found})
    if unknown:
        sentence = _("“%(code)s” is nobody of ours or of this customer's: a report goes to no third party.")
        raise Invalid({"members": [sentence % {"code": code} for code in unknown]})
    return None


def somebody_receives_it(attempt: Attempt) -> Text | None:
    """A report without a reader is none."""
    return None if attempt.value("members") else _("Name at least one recipient: a report is written for its readers.")


def no_other_holds_at_that_time(attempt: Attempt) -> Text | None:
    """Of a service project one agreement holds on each day."""
    starts, ends = attempt.value("starts_on"), attempt.value("ends_on")
    others = ReportAgreement.objects.filter(project_id=attempt.record.project_id, holds=True)
    others = others.exclude(pk=attempt.record.pk).filter(Q(ends_on=None) | Q(ends_on__gte=starts))
    other = (others.filter(starts_on__lte=ends) if ends else others).order_by("starts_on").first()
    if other is None:
        return None
    told = {"number": other.number, "from": other.starts_on, "until": other.ends_on or "…"}
    return (
        _("%(number)s holds for this service project, %(from)s to %(until)s. End it first, or let this begin later.")
        % told
    )


def its_own_side_agrees(attempt: Attempt) -> Text | None:
    """The customer agrees on reports to the customer, management on those inside."""
    if attempt.record.project.customer.is_own:
        return None if attempt.actor.holds(INSIDE) else _("Management agrees on the internal report.")
    if attempt.actor.is_provider:
        return _("The customer's contact agrees on this, in the portal: it can't be agreed on in the customer's name.")
    return None


def it_ends_with_a_period(attempt: Attempt) -> Text | None:
    """The last report is of a whole period. Raises Invalid."""
    ends = attempt.value("ends_on")
    record: Any = attempt.record
    if ends is None or begin_of(ends, record.every) != begin_of(ends + DAY, record.every):
        return None
    last = begin_of(ends, record.every) - DAY
    raise Invalid({"ends_on": [_("Reports end with a whole period, such as on %(day)s.") % {"day": last}]})
