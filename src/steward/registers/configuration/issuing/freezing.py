"""What an issue of the report freezes: the counts in the record, all of it in an attached Excel book (manual 8.1.8)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.attaching import attach
from steward.kernel.catalogue import process_of
from steward.kernel.models import Audience, Record
from steward.kernel.refusal import Refused
from steward.people.bilingual import in_chinese
from steward.registers.configuration import report_book, reporting
from steward.registers.configuration.report_page import MOST_OUT, Wanted
from steward.registers.configuration.sides import Side
from steward.surface.exports.sheets import FORMS

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.process import Attempt
    from steward.registers.configuration.reporting import Line

MOST = MOST_OUT["xlsx"]


def figures_frozen(attempt: Attempt) -> dict[str, Any]:
    """How many items of which class and state there are, and how much of each content. Raises Refused for too many."""
    side = _side(attempt, attempt.value("as_of") or attempt.at)
    counted = reporting.totals(side, chinese=in_chinese())
    count = sum(number for _class, _state, number in counted)
    if count > MOST:
        raise Refused([_("More than %(most)d items: issue the report for one service.") % {"most": MOST}])
    if not count:
        raise Refused([_("There was no configuration item that you see: there is nothing to report.")])
    states = {state.name: str(state.label) for state in process_of("ci").states}
    lines = reporting.lines(side, MOST, chinese=in_chinese())
    return {
        "as_of": side.at,
        "items": count,
        "totals": [{"ci_class": name, "state": states[state], "count": number} for name, state, number in counted],
        "contents": [{"content": key, "count": number} for key, number in _told(lines).items()],
        "issued_on": attempt.day,
    }


def _told(lines: list[Line]) -> dict[str, int]:
    return {
        "versions": sum(bool(each.version) for each in lines),
        "places": sum(bool(each.place) + sum(bool(kept.place) for kept in each.masters) for each in lines),
        "dependencies": sum(len(each.ties) for each in lines),
        "history": sum(len(each.versions) for each in lines),
    }


def kept_as_a_file(attempt: Attempt) -> None:
    """The book of all items is attached, so that anybody can show later what was issued."""
    record: Any = attempt.record
    side, chinese = _side(attempt, attempt.values["as_of"]), in_chinese()
    head = report_book.heading(_wanted(record, side), attempt.actor)
    counted, lines = reporting.totals(side, chinese=chinese), reporting.lines(side, MOST, chinese=chinese)
    book = report_book.book(head, counted, lines, process_of("ci"), attempt.actor.zone)
    attach(
        attempt.process, record.number, actor=attempt.actor, name=f"{record.number}.xlsx", media_type=FORMS["xlsx"],
        content=io.BytesIO(book), reach=Audience.INTERNAL,
    )  # fmt: skip


def _side(attempt: Attempt, at: datetime) -> Side:
    record: Any = attempt.record
    return Side(record.project.code, record.project_id, at, record.service_id)


def _wanted(record: Any, side: Side) -> Wanted:
    service = Record.objects.filter(pk=side.service_id or 0).values("pk", "number", "title", "title_en").first()
    return Wanted([], record.project, [], dict(service) if service else None, side.at)
