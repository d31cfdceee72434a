"""What must be true of a report, and what follows from its agreement (manual 5.2.1, 5.2.3, 5.2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel.days import day_at
from steward.kernel.models import Audience
from steward.kernel.refusal import Invalid
from steward.oversight.service_reporting.agreeing.rules import is_new
from steward.oversight.service_reporting.drawing.draw import digest_of, draw
from steward.oversight.service_reporting.drawing.reach import Reach
from steward.oversight.service_reporting.models import ReportAgreement, ServiceReport
from steward.oversight.service_reporting.periods import Period, begin_of, due_on
from steward.people.models import ServiceProject

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

SENT = ("issued", "read")


def _agreement(attempt: Attempt) -> ReportAgreement | None:
    found = ReportAgreement.objects.filter(pk=attempt.value("agreement_id"))
    return found.select_related("project__customer").first()


def as_was_agreed(attempt: Attempt) -> dict[str, Any]:
    """Period, due day, name, readers and contents of a new report follow from its agreement."""
    agreement = _agreement(attempt) if is_new(attempt) else None
    first = attempt.value("period_from")
    if agreement is None or first is None:
        return {}
    period = Period(begin_of(first, agreement.every), agreement.every)
    project = agreement.project
    zone = ZoneInfo(project.zone)
    zh, en = _named(project, period)
    return {
        "period_until": period.last,
        "due_on": due_on(period.last, agreement.due_days, agreement.calendar_id, zone),
        "title": attempt.value("title") or zh,
        "title_en": attempt.value("title_en") or en,
        "members": attempt.value("members") or agreement.members,
        "further": attempt.value("further") or [{"content": row["content"]} for row in agreement.further],
        "owner_id": attempt.values.get("owner_id") or agreement.owner_id,
    }


def _named(project: ServiceProject, period: Period) -> tuple[str, str]:
    """How the report is called in Chinese and English: that over all projects as the manual calls it."""
    if project.customer.is_own:
        return f"{period.name} 服务质量分析报告", f"Service quality analysis {period.name}"
    return f"{project.name_zh} {period.name} 服务报告", f"{project.name_en} service report {period.name}"


def figures_of_a_new_one(attempt: Attempt) -> dict[str, Any]:
    """A report begins with its figures."""
    return figures_drawn(attempt) if is_new(attempt) else {}


def figures_drawn(attempt: Attempt) -> dict[str, Any]:
    """The figures as the records have them now, with their fingerprint."""
    agreement, first = _agreement(attempt), attempt.value("period_from")
    if agreement is None or first is None:
        return {}
    project: ServiceProject = agreement.project
    reached = None if project.customer.is_own else project
    period = Period(begin_of(first, agreement.every), agreement.every)
    figures = draw(Reach(attempt.actor, reached, period, ZoneInfo(project.zone)), agreement.target_share)
    return {"figures": figures, "digest": digest_of(figures), "drawn_at": attempt.at}


def submitter(attempt: Attempt) -> dict[str, Any]:
    """Who says that the report is ready: somebody else checks it."""
    return {"submitted_by_id": attempt.actor.id}


def issued_now(attempt: Attempt) -> dict[str, Any]:
    """From now on the customer reads it; what is told inside stays inside."""
    is_own = attempt.record.project.customer.is_own
    return {"issued_at": attempt.at, "audience": int(Audience.INTERNAL if is_own else Audience.CUSTOMER)}


def period_is_free(_attempt: Attempt) -> dict[str, Any]:
    """What is cancelled stands for its period no longer."""
    return {"stands": False}


def it_is_of_an_agreement_of_its_project(attempt: Attempt) -> Text | None:
    """And of a whole period for which that agreement holds. Raises Invalid."""
    if not {"agreement_id", "period_from"} & attempt.values.keys():
        return None
    agreement, first = _agreement(attempt), attempt.value("period_from")
    if agreement is None or first is None:
        return None
    if agreement.project_id != attempt.value("project_id"):
        raise Invalid({"agreement": [_("%(number)s is about another service project.") % {"number": agreement.number}]})
    if not agreement.holds:
        raise Invalid({"agreement": [_("%(number)s has not been agreed on yet.") % {"number": agreement.number}]})
    period = Period(first, agreement.every)
    if not period.is_whole:
        whole = {"day": begin_of(first, agreement.every)}
        raise Invalid({"period_from": [_("A report is about a whole period, such as from %(day)s.") % whole]})
    if first < agreement.starts_on or (agreement.ends_on and period.last > agreement.ends_on):
        told = {"number": agreement.number, "from": agreement.starts_on, "until": agreement.ends_on or "…"}
        raise Invalid({"period_from": [_("%(number)s holds from %(from)s to %(until)s.") % told]})
    return None


def its_period_has_no_other(attempt: Attempt) -> Text | None:
    """Of a period there is one report; a wrong one is corrected, with the reason. Raises Invalid."""
    replaces = attempt.value("replaces_id")
    if replaces:
        return _correction_is_right(attempt, replaces)
    if not {"agreement_id", "period_from"} & attempt.values.keys():
        return None
    same = ServiceReport.objects.filter(
        agreement_id=attempt.value("agreement_id"), period_from=attempt.value("period_from"), stands=True
    )
    other = same.filter(replaces=None).exclude(pk=attempt.record.pk).first()
    if other is None:
        return None
    sentence = _("%(number)s is the report of this period: go on with it, or correct it once it is issued.")
    raise Invalid({"period_from": [sentence % {"number": other.number}]})


def _correction_is_right(attempt: Attempt, replaces: int) -> Text | None:
    former = ServiceReport.objects.filter(pk=replaces).first()
    same = ("agreement_id", "period_from")
    if former is None or any(getattr(former, name) != attempt.value(name) for name in same):
        raise Invalid({"replaces": [_("A correction is of the same agreement and period as what it replaces.")]})
    if former.state not in SENT:
        sentence = _("%(number)s has not been issued: put it right there, no correction is needed.")
        raise Invalid({"replaces": [sentence % {"number": former.number}]})
    if not attempt.value("correction"):
        raise Invalid({"correction": [_("Say why the report that was issued has to be corrected.")]})
    others = ServiceReport.objects.filter(replaces_id=replaces, stands=True).exclude(pk=attempt.record.pk)
    if other := others.first():
        raise Invalid({"replaces": [_("%(number)s corrects it already.") % {"number": other.number}]})
    return None


def its_period_is_over(attempt: Attempt) -> Text | None:
    """Figures of a period that is not over are no report of it."""
    report: Any = attempt.record
    last, drawn = report.period_until, report.drawn_at
    if last is None or drawn is None or day_at(drawn, report.project.zone) > last:
        return None
    return _("The figures were drawn before the period was over on %(day)s: draw them again after it.") % {"day": last}


def it_has_figures(attempt: Attempt) -> Text | None:
    """No report without figures."""
    report: Any = attempt.record
    return None if report.figures else _("This report has no figures: draw them first.")


def breaches_have_their_remark(attempt: Attempt) -> Text | None:
    """What was missed is not left without a word (5.2.3: with conclusions)."""
    report: Any = attempt.record
    tables = report.figures.get("tables", {})
    if not (tables.get("missed") or tables.get("nonconformities")) or report.on_breaches.strip():
        return None
    return _("Targets were missed or nonconformities were open: say under “%(field)s” what is concluded from it.") % {
        "field": ServiceReport._meta.get_field("on_breaches").verbose_name  # noqa: SLF001  Django's documented interface
    }


def what_else_was_agreed_is_told(attempt: Attempt) -> Text | None:
    """Each further content has its text; that there is nothing is a text too."""
    report: Any = attempt.record
    open_ones = [row["content"] for row in report.further if not row.get("said")]
    if not open_ones:
        return None
    return _("Agreed on, but not yet reported: %(contents)s. Where there is nothing, say so.") % {
        "contents": "; ".join(open_ones)
    }


def another_checks_it(attempt: Attempt) -> Text | None:
    """Nobody checks the report that they have submitted."""
    report: Any = attempt.record
    if report.submitted_by_id != attempt.actor.id:
        return None
    return _("You have submitted this report yourself: somebody else checks it.")


def its_own_side_reads_it(attempt: Attempt) -> Text | None:
    """The customer's contact confirms what the customer has read."""
    if attempt.actor.is_provider:
        return _("The customer's contact confirms it. If you were told, take “Record the reading” and say by whom.")
    return None
