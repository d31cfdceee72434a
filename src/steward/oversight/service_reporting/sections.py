"""The six contents of a report and the tables in each, declared once for page, paper, Excel (manual 5.2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise

Row: TypeAlias = "dict[str, Any]"
Kind: TypeAlias = Literal[
    "count", "share", "clock", "priority", "kind", "state", "named", "record", "text", "moment", "day", "seconds",
    "span", "minutes", "channel", "change_type", "outcome", "grade", "confirmation", "period",
]  # fmt: skip
# A pair of a list's address: a name with its value, or with what a row says of it.
Value: TypeAlias = "str | Callable[[Row], str]"
Pairs: TypeAlias = "tuple[tuple[str, Value], ...]"
# The period of the report, from it on, and all up to its end, as lists write spans of time.
SPAN, AFTER, UNTIL = "{span}", "{after}", "{until}"
EVERY = ("state", "all")
MET, BREACHED = ("sla", "met"), ("sla", "breached")


@dataclass(frozen=True, slots=True)
class Opens:
    """The list that a figure opens: a kind (None: that of the row), and how it is narrowed."""

    kind: str | None
    pairs: Pairs
    # Only where the row is about this clock: lists know outcomes of resolution alone.
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what a row holds under its key, and which list the figure opens."""

    key: str
    label: str | Promise
    kind: Kind = "count"
    opens: Opens | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of figures; drawn besides where it has a `chart`, whose series are the columns after the first."""

    name: str
    label: str | Promise
    columns: tuple[Column, ...]
    chart: Literal["", "bar", "line", "stack"] = ""
    series: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One content: what somebody says of it, and its tables; `nothing` is said aloud where none has a row."""

    name: str
    label: str | Promise
    remark: str
    tables: tuple[Table, ...]
    nothing: str | Promise


def _of(key: str) -> Callable[[Row], str]:
    return lambda row: str(row[key]) if row.get(key) is not None else "none"


def _named(key: str) -> Callable[[Row], str]:
    return lambda row: str(row[key][0]) if row.get(key) else "none"


def _months(row: Row) -> str:
    return f"{row['first']}..{row['last']}"


def _closed(*more: tuple[str, Value], clock: str = "") -> Opens:
    return Opens("incident", (("closed_at", SPAN), EVERY, *more), clock)


def _opened(*more: tuple[str, Value]) -> Opens:
    return Opens("incident", (("opened_at", SPAN), EVERY, *more))


def _trend(name: str, *more: tuple[str, Value]) -> Opens:
    return Opens("incident", ((name, _months), EVERY, *more))


def _judged(*more: tuple[str, Value]) -> tuple[Column, Column, Column, Column]:
    """Met, missed, both and the share of a target; lists know outcomes of resolution."""
    on = "resolution"
    return (
        Column("met", _("Met"), opens=_closed(MET, *more, clock=on)),
        Column("breached", _("Breached"), opens=_closed(BREACHED, *more, clock=on)),
        Column("count", _("Judged"), opens=_closed(MET, BREACHED, *more, clock=on)),
        Column("share", _("Share met"), "share"),
    )


_TONES = (("met", "good"), ("breached", "bad"))
_FLOWS = (("opened", "new"), ("closed", "good"), ("open_at_end", "waiting"))
_PRIORITY, _SERVICE = ("priority", _of("priority")), ("service", _named("service"))
RECORD = (Column("number", _("Number"), "record"), Column("title", _("Title"), "text"))
PROJECTS = Table(
    "projects",
    _("Service projects in operation"),
    (
        Column("project", _("Service project"), "named"),
        Column("opened", _("Opened"), opens=_opened(("project", _named("project")))),
        Column("closed", _("Closed"), opens=_closed(("project", _named("project")))),
        Column("open_at_end", _("Open at the end")),
        Column("met", _("Met"), opens=_closed(MET, ("project", _named("project")))),
        Column("breached", _("Breached"), opens=_closed(BREACHED, ("project", _named("project")))),
        Column("share", _("Share met"), "share"),
    ),
)

SECTIONS = (
    Section(
        "performance",
        _("Performance against targets"),
        "on_performance",
        (
            PROJECTS,
            Table("attained", _("Targets met"), (Column("clock", _("Time target"), "clock"), *_judged())),
            Table(
                "by_priority",
                _("Targets met by priority"),
                (
                    Column("clock", _("Time target"), "clock"),
                    Column("priority", _("Priority"), "priority"),
                    Column("target", _("Agreed time"), "span"),
                    *_judged(_PRIORITY),
                ),
            ),
            Table(
                "by_service",
                _("Resolution by service"),
                (Column("service", _("Service"), "named"), *_judged(_SERVICE)),
                chart="stack",
                series=_TONES,
            ),
        ),
        _("Nothing was closed in this period that has a target: there is no attainment to report."),
    ),
    Section(
        "breaches",
        _("Breaches and nonconformities"),
        "on_breaches",
        (
            Table(
                "missed",
                _("Targets missed"),
                (
                    *RECORD,
                    Column("priority", _("Priority"), "priority"),
                    Column("clock", _("Time target"), "clock"),
                    Column("target", _("Agreed time"), "seconds"),
                    Column("elapsed", _("Time taken"), "seconds"),
                    Column("reason", _("Reason"), "text"),
                ),
            ),
            Table(
                "nonconformities",
                _("Nonconformities"),
                (
                    *RECORD,
                    Column("grade", _("Grade"), "grade"),
                    Column("state", _("State"), "state"),
                    Column("due_on", _("Due on"), "day"),
                ),
            ),
        ),
        _("No target was missed and no nonconformity was open in this period: none to report."),
    ),
    Section(
        "workload",
        _("Workload and use of resources"),
        "on_workload",
        (
            Table(
                "flow",
                _("Volumes"),
                (
                    Column("kind", _("Kind"), "kind"),
                    Column("opened", _("Opened"), opens=Opens(None, (("opened_at", SPAN), EVERY))),
                    Column("closed", _("Closed"), opens=Opens(None, (("closed_at", SPAN), EVERY))),
                    Column(
                        "open_at_end",
                        _("Open at the end"),
                        opens=Opens(None, (("opened_at", UNTIL), ("closed_at", "none"), ("closed_at", AFTER), EVERY)),
                    ),
                ),
                chart="bar",
                series=_FLOWS,
            ),
            Table(
                "opened_by_priority",
                _("Incidents opened by priority"),
                (
                    Column("priority", _("Priority"), "priority"),
                    Column("count", _("Opened"), opens=_opened(_PRIORITY)),
                ),
                chart="bar",
                series=(("count", "new"),),
            ),
            Table(
                "opened_by_service",
                _("Incidents opened by service"),
                (Column("service", _("Service"), "named"), Column("count", _("Opened"), opens=_opened(_SERVICE))),
            ),
            Table(
                "opened_by_channel",
                _("Incidents opened by channel"),
                (
                    Column("channel", _("Channel"), "channel"),
                    Column("count", _("Opened"), opens=_opened(("channel", _of("channel")))),
                ),
            ),
            Table(
                "opened_by_team",
                _("Incidents opened by team"),
                (
                    Column("team", _("Team"), "named"),
                    Column("count", _("Opened"), opens=_opened(("team", _named("team")))),
                ),
            ),
            Table(
                "effort",
                _("Effort told"),
                (
                    Column("kind", _("Kind"), "kind"),
                    Column("team", _("Team"), "named"),
                    Column("minutes", _("Effort"), "minutes"),
                ),
            ),
        ),
        _("Nothing was opened, closed or left open in this period: there is no workload to report."),
    ),
    Section(
        "events",
        _("Major events and changes"),
        "on_events",
        (
            Table(
                "gravest",
                _("Incidents of priority 1"),
                (
                    *RECORD,
                    Column("state", _("State"), "state"),
                    Column("opened_at", _("Opened at"), "moment"),
                    Column("restored_at", _("Service restored at"), "moment"),
                    Column("resolution", _("Resolution"), "text"),
                ),
            ),
            Table(
                "changes",
                _("Changes that ended"),
                (
                    Column("change_type", _("Type of change"), "change_type"),
                    Column("outcome", _("Outcome"), "outcome"),
                    Column(
                        "count",
                        pgettext_lazy("report", "Count"),
                        opens=Opens(
                            "change",
                            (
                                ("actual_end", SPAN),
                                EVERY,
                                ("change_type", _of("change_type")),
                                ("outcome", _of("outcome")),
                            ),
                        ),
                    ),
                ),
            ),
            Table(
                "releases",
                _("Releases closed"),
                (*RECORD, Column("state", _("State"), "state"), Column("closed_at", _("Closed at"), "moment")),
            ),
        ),
        _("No incident of priority 1, no change and no release ended in this period: none to report."),
    ),
    Section(
        "trends",
        _("Trends"),
        "on_trends",
        (
            Table(
                "trend",
                _("Incidents of the last twelve periods"),
                (
                    Column("period", _("Period"), "period"),
                    Column(
                        "opened", _("Opened"), opens=_trend("opened_at")
                    ),
                    Column(
                        "closed", _("Closed"), opens=_trend("closed_at")
                    ),
                    Column("open_at_end", _("Open at the end")),
                    Column("met", _("Met"), opens=_trend("closed_at", MET)),
                    Column("breached", _("Breached"), opens=_trend("closed_at", BREACHED)),
                    Column("share", _("Share met"), "share"),
                ),
                chart="line",
                series=_FLOWS,
            ),
        ),
        _("There is no incident in the last twelve periods: there is no trend to report."),
    ),
    Section(
        "satisfaction",
        _("Customer satisfaction"),
        "on_satisfaction",
        (
            Table(
                "taken",
                _("How solutions were taken"),
                (
                    Column("confirmation", _("Confirmation"), "confirmation"),
                    Column("count", _("Closed"), opens=None),
                    Column("reopened", _("Of these reopened before")),
                ),
            ),
        ),
        _("Nothing was closed in this period: there is no answer of users to report."),
    ),
)  # fmt: skip
