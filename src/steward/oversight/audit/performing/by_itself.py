"""The next performance report is drafted by itself once its period is over (manual 0.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.days import today_of
from steward.oversight.audit.performing.figures import REPRESENTATIVE, end_of_period, interval, period_before
from steward.oversight.audit.performing.models import PerformanceReport
from steward.oversight.audit.performing.process import PERFORMANCE_REPORT
from steward.oversight.conformity.judging import figures_of
from steward.people.actor import actor_named
from steward.people.context import acting
from steward.people.models import Duty, ServiceProject

if TYPE_CHECKING:
    from datetime import date

    from steward.people.actor import Actor

_LOCK = 7_022_048
DAY = timedelta(days=1)


def draft_next() -> bool:
    """Drafts the report of the period that is over and has none; run as the system login.

    Periods follow one another; a company without any begins with the last one that was over and that its first
    service project saw as a whole. Answers whether one was drafted: there may be another.
    """
    actor = actor_named("system")
    if actor is None:
        return False
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
        ours = ServiceProject.objects.filter(customer__is_own=True).order_by("pk").first()
        today = today_of(actor)
        period = _next_period(today)
        if ours is None or period is None or period[1] >= today:
            return False
        _draft(ours, period, actor, today)
    return True


def _next_period(today: date) -> tuple[date, date] | None:
    """What no report covers yet; one that was cancelled was not wanted."""
    every = interval(today, figures_of(today))
    last = PerformanceReport.objects.order_by("-period_until", "-pk").first()
    if last is not None:
        first = last.period_until + DAY
        return first, end_of_period(first, every)
    begun = ServiceProject.objects.order_by("starts_on").values_list("starts_on", flat=True).first()
    first, until = period_before(today, every)
    return (first, until) if begun is not None and begun <= first else None


def _draft(project: ServiceProject, period: tuple[date, date], actor: Actor, today: date) -> None:
    raw = {"project": project.code, "period_from": str(period[0]), "period_until": str(period[1])}
    for language, name in (("zh-hans", "title"), ("en", "title_en")):
        with translation.override(language):
            raw[name] = _("Performance report, %(first)s to %(last)s") % {"first": period[0], "last": period[1]}
    holder = _representative(today)
    acts.open_record(PERFORMANCE_REPORT, actor=actor, raw=raw | ({"owner": holder} if holder else {}))


def _representative(day: date) -> str:
    current = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    held = Duty.objects.filter(current, role=REPRESENTATIVE, project=None, person__left_on=None)
    return held.order_by("-starts_on").values_list("person__code", flat=True).first() or ""
