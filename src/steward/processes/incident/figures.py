"""Figures of incident management, by SQL over records alone (manual 7.2, 11.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steward.kernel.intake.values import field_of
from steward.people.bilingual import in_chinese
from steward.processes.incident.models import Channel
from steward.processes.incident.process import INCIDENT
from steward.surface.cells import priority_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from steward.processes.incident.selection import Selection

    Row = dict[str, Any]

MOST_APART = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One table: its rows, what it leaves out (each with its count), and numbers about the whole of it."""

    title: str
    rows: list[Row]
    left_out: list[Row] = field(default_factory=list)
    summary: Row = field(default_factory=dict)


def figures(chosen: Selection) -> dict[str, Figure]:
    """Every figure of these incidents, by name; one statement each."""
    return {name: make(chosen) for name, make in FIGURES.items()}


def _counted(chosen: Selection, column: str, label: Callable[[Any], str], none: str) -> list[Row]:
    """Counts by a column of the record; what has none is a row of its own, with the key null."""
    found = chosen.ask(
        f"select {column} as key, count(*) as count from chosen group by 1 order by 1 nulls last"  # noqa: S608  names of columns and tables are ours
    )
    return [_row(row, none if row["key"] is None else label(row["key"])) for row in found]


def _named(chosen: Selection, column: str, key: str, table: str, none: str) -> list[Row]:
    """Counts by a relation, the most first; key and label come with them."""
    names = ("name_zh", "name_en") if in_chinese() else ("name_en", "name_zh")
    label = f"coalesce(nullif(t.{names[0]}, ''), t.{names[1]})"
    found = chosen.ask(
        f"select {key} as key, {label} as label, count(*) as count from chosen"  # noqa: S608  names of columns and tables are ours
        f" left join {table} t on t.id = {column} group by 1, 2 order by 3 desc, 1 nulls last"
    )
    return [_row(row, none if row["key"] is None else row["label"]) for row in found]


def _row(found: Row, label: str) -> Row:
    return {"key": found["key"], "label": label, "count": found["count"]}


def size(chosen: Selection) -> Figure:
    """How many records, and between which openings."""
    (found,) = chosen.ask("select count(*) as count, min(opened_on) as first, max(opened_on) as last from chosen")
    labels = {"records": _("Number of records"), "first": _("First opened"), "last": _("Last opened")}
    values = (found["count"], _minute(found["first"]), _minute(found["last"]))
    return Figure(
        _("Size"),
        [{"key": key, "label": labels[key], "count": value} for key, value in zip(labels, values, strict=True)],
    )


def _minute(moment: Any) -> str | None:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else None


def by_state(chosen: Selection) -> Figure:
    """Counts by state, in the order of the declaration."""
    rows = _counted(chosen, "state", lambda state: str(INCIDENT.state(state).label), "")
    order = [state.name for state in INCIDENT.states]
    return Figure(_("By state"), sorted(rows, key=lambda row: order.index(row["key"])))


def by_priority(chosen: Selection) -> Figure:
    """Counts by priority."""
    return Figure(_("By priority"), _counted(chosen, "priority", priority_label, _("no priority")))


def by_channel(chosen: Selection) -> Figure:
    """Counts by channel."""
    words = {channel.value: str(channel.label) for channel in Channel}
    return Figure(_("By channel"), _counted(chosen, "channel", lambda key: words.get(key, key), _("no channel")))


def by_closure_code(chosen: Selection) -> Figure:
    """Counts by closure code."""
    return Figure(_("By closure code"), _counted(chosen, "closure_code", str, _("no closure code")))


def by_team(chosen: Selection) -> Figure:
    """Counts by team."""
    return Figure(_("By team"), _named(chosen, "team_id", "t.code", "people_team", _("no team")))


_TREE = """(select c.id, c.code, {top} as top, string_agg(a.name_zh, ' / ' order by a.path) as name_zh,
    string_agg(coalesce(nullif(a.name_en, ''), a.name_zh), ' / ' order by a.path) as name_en
    from kernel_category c join kernel_category a
        on a.kind = c.kind and (a.path = c.path or starts_with(c.path, a.path || '/')) {only}
    group by c.id)"""


def by_category(chosen: Selection) -> Figure:
    """Counts by category, with its whole path."""
    tree = _TREE.format(top="c.path", only="")
    return Figure(_("By category"), _named(chosen, "category_id", "t.code", tree, _("no category")))


def by_main_category(chosen: Selection) -> Figure:
    """Counts by the category at the root of the tree, all below it included."""
    tree = _TREE.format(top="min(a.code)", only="where a.parent_id is null")
    return Figure(_("By main category"), _named(chosen, "category_id", "t.top", tree, _("no category")))


def by_month_opened(chosen: Selection) -> Figure:
    """Counts by month of opening, local to the project."""
    return Figure(_("Opened by month"), _counted(chosen, "to_char(opened_on, 'YYYY-MM')", str, ""))


def by_month_closed(chosen: Selection) -> Figure:
    """Counts by month of closing or cancelling, local to the project."""
    rows = _counted(chosen, "to_char(closed_on, 'YYYY-MM')", str, _("not closed"))
    return Figure(_("Closed by month (cancelled ones included)"), rows)


_HOURS = "extract(epoch from solved_at - opened_at) / 3600"
_RESOLUTION = f"""
select priority as key, grouping(priority) = 1 as is_all, count(hours) filter (where hours >= 0) as count,
    percentile_cont(0.5) within group (order by hours) filter (where hours >= 0) as median_hours,
    percentile_cont(0.9) within group (order by hours) filter (where hours >= 0) as p90_hours,
    avg(hours) filter (where hours >= 0) as mean_hours,
    count(*) filter (where hours < 0) as negative, count(*) filter (where hours is null) as unresolved,
    count(*) filter (where solved_at is null and resolved_at is not null) as unstated,
    count(stated_solved_at) as stated, count(solved_at) filter (where stated_solved_at is null) as derived,
    count(*) filter (where stated_solved_at <> resolved_at) as differing
from (select *, {_HOURS} as hours from chosen) timed
group by grouping sets ((priority), ()) order by is_all, priority nulls last
"""  # noqa: S608  our own text


def resolution_time(chosen: Selection) -> Figure:
    """Hours from opening to resolution as they passed, by priority and of all; negative ones are left out."""
    found = chosen.ask(_RESOLUTION)
    rows = [_of_priority(row, "count", "median_hours", "p90_hours", "mean_hours") for row in found]
    total = found[-1]
    left_out = [
        {"key": "unresolved", "label": _("Not resolved"), "count": total["unresolved"] - total["unstated"]},
        {
            "key": "unstated",
            "label": _("Resolved at a time that the source does not state"),
            "count": total["unstated"],
        },
        {"key": "negative", "label": _("Resolved before it was opened"), "count": total["negative"]},
    ]
    return Figure(_("Resolution time (hours)"), rows, left_out, _sources(total))


def _of_priority(row: Row, *names: str) -> Row:
    """A row of a table by priority, whose last row is of all; decimals to four places."""
    label = _("All") if row["is_all"] else priority_label(row["key"]) or _("no priority")
    values = {name: _rounded(row[name]) for name in names}
    return {"key": "all" if row["is_all"] else row["key"], "label": label, **values}


def _rounded(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else round(float(value), 4)


def _sources(row: Row) -> Row:
    """Which word was used, the source's or our timeline's, and how often the two differ."""
    return {name: row[name] for name in ("stated", "derived", "differing")}


_SLA = """
select priority as key, grouping(priority) = 1 as is_all, count(met) as count,
    count(*) filter (where met) as met, count(*) filter (where met is null) as unknown,
    count(stated_met) as stated,
    count(derived_met) filter (where stated_met is null) as derived,
    count(*) filter (where stated_met <> derived_met) as differing
from (
    select priority, stated_met, run.state = 'met' as derived_met,
        coalesce(stated_met, run.state = 'met') as met
    from chosen left join kernel_clockrun run
        on run.record_id = chosen.pk and run.name = 'resolution' and run.state in ('met', 'breached')
) judged
group by grouping sets ((priority), ()) order by is_all, priority nulls last
"""


def sla_met(chosen: Selection) -> Figure:
    """How many met their resolution target, by priority and of all: as stated, else by the clock's result."""
    found = chosen.ask(_SLA)
    rows = [{**_of_priority(row, "count", "met"), "share_pct": _share(row["met"], row["count"])} for row in found]
    left_out = [{"key": "unknown", "label": _("No outcome yet or no target"), "count": found[-1]["unknown"]}]
    return Figure(_("SLA met (resolution)"), rows, left_out, _sources(found[-1]))


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


_REOPENED = """
select count(*) filter (where reopenings > 0) as incidents,
    coalesce(sum(reopenings), 0)::bigint as reopenings, count(*) as records,
    count(stated_reopenings) as stated, count(*) - count(stated_reopenings) as derived,
    count(*) filter (where stated_reopenings <> reopened) as differing
from chosen
"""


def reopened(chosen: Selection) -> Figure:
    """How many incidents were reopened, and how often in all."""
    (found,) = chosen.ask(_REOPENED)
    rows = [
        {"key": "incidents", "label": _("Incidents reopened"), "count": found["incidents"]},
        {"key": "reopenings", "label": _("Reopenings in all"), "count": found["reopenings"]},
    ]
    summary = {"share_pct": _share(found["incidents"], found["records"]), **_sources(found)}
    return Figure(_("Reopened"), rows, summary=summary)


_REASSIGNED = f"""
select least(reassignments, {MOST_APART}) as key, grouping(least(reassignments, {MOST_APART})) = 1 as is_all,
    count(*) as count, avg(reassignments) as mean, coalesce(sum(reassignments), 0)::bigint as sum,
    max(reassignments) as max, count(stated_reassignments) as stated,
    count(*) - count(stated_reassignments) as derived,
    count(*) filter (where stated_reassignments <> reassigned) as differing
from chosen group by grouping sets ((least(reassignments, {MOST_APART})), ()) order by is_all, key
"""  # noqa: S608  our own text


def reassignments(chosen: Selection) -> Figure:
    """How often incidents changed their team; ten times and more are one row."""
    *found, total = chosen.ask(_REASSIGNED)
    more = _("%(most)d or more") % {"most": MOST_APART}
    rows = [
        {
            "key": row["key"],
            "label": more if row["key"] == MOST_APART else str(row["key"]),
            "count": row["count"],
        }
        for row in found
    ]
    summary = {"mean": _rounded(total["mean"]), "sum": total["sum"], "max": total["max"], **_sources(total)}
    return Figure(_("Reassignments"), rows, summary=summary)


# Each record counts from the month of its opening and no longer from the month of its closing.
_BACKLOG = """
, moved as (
    select date_trunc('month', opened_on) as month, 1 as step from chosen
    where closed_on is null or closed_on >= opened_on
    union all
    select date_trunc('month', closed_on), -1 from chosen where closed_on >= opened_on
), span as (
    select min(date_trunc('month', opened_on)) as first,
        date_trunc('month', greatest(max(opened_on), max(closed_on))) as last from chosen
)
select to_char(month, 'YYYY-MM') as key,
    (sum(coalesce(sum(step), 0)) over (order by month))::bigint as count,
    (select count(*) from chosen where closed_on < opened_on) as backwards
from span, generate_series(first, last, '1 month') as month left join moved using (month)
group by month order by month
"""


def backlog(chosen: Selection) -> Figure:
    """What was opened and not yet closed as each month ended, local to the project."""
    found = chosen.ask(_BACKLOG)
    rows = [{"key": row["key"], "label": row["key"], "count": row["count"]} for row in found]
    backwards = found[0]["backwards"] if found else 0
    left_out = [{"key": "backwards", "label": _("Closed before it was opened"), "count": backwards}]
    return Figure(_("Backlog at each month's end"), rows, left_out)


_TIMES = """
select count(*) filter (where solved_at is null) as not_resolved,
    count(*) filter (where solved_at < opened_at) as resolved_before_opening,
    count(*) filter (where solved_at = opened_at) as resolved_at_opening,
    count(*) filter (where closed_at is null) as not_closed,
    count(*) filter (where closed_at < solved_at) as closed_before_resolution
from chosen
"""
_TIME_LABELS = {
    "not_resolved": gettext_lazy("Not resolved"),
    "resolved_before_opening": gettext_lazy("Resolved before it was opened"),
    "resolved_at_opening": gettext_lazy("Resolved in the moment of opening"),
    "not_closed": gettext_lazy("not closed"),
    "closed_before_resolution": gettext_lazy("Closed before it was resolved"),
}


def times(chosen: Selection) -> Figure:
    """Times that are missing or stand in an odd order."""
    (found,) = chosen.ask(_TIMES)
    rows = [{"key": key, "label": str(label), "count": found[key]} for key, label in _TIME_LABELS.items()]
    return Figure(_("Missing and odd times"), rows)


_COMPLETE = """
select count(owner_id) as owner, count(team_id) as team, count(requester_id) as requester,
    count(category_id) as category, count(priority) as priority, count(channel) as channel,
    count(closure_code) as closure_code
from chosen
"""


def completeness(chosen: Selection) -> Figure:
    """How many records say what they can say."""
    (found,) = chosen.ask(_COMPLETE)
    rows = [
        {"key": key, "label": str(field_of(INCIDENT, key).verbose_name), "count": count} for key, count in found.items()
    ]
    return Figure(_("Filled in"), rows)


_STATED = """
select fact.key, count(*) as count, count(distinct fact.value) as different
from chosen, jsonb_each_text(stated_facts) as fact
where fact.value is not null and fact.value not in ('false', '') group by 1 order by 1
"""


def stated_facts(chosen: Selection) -> Figure:
    """What imported records state beside their fields, and how many different values; “no” does not count."""
    rows = [{"key": row["key"], "label": row["key"].replace("_", " "), **row} for row in chosen.ask(_STATED)]
    return Figure(_("Stated by the source"), rows)


FIGURES: dict[str, Callable[[Selection], Figure]] = {
    "size": size,
    "state": by_state,
    "priority": by_priority,
    "month_opened": by_month_opened,
    "month_closed": by_month_closed,
    "backlog": backlog,
    "main_category": by_main_category,
    "category": by_category,
    "team": by_team,
    "channel": by_channel,
    "closure_code": by_closure_code,
    "resolution_time": resolution_time,
    "sla_met": sla_met,
    "reopened": reopened,
    "reassignments": reassignments,
    "times": times,
    "completeness": completeness,
    "stated_facts": stated_facts,
}
