"""What the demo company offers and promises: calendars, categories, services, agreements (manual 6.1)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from steward.demo.company import company
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.china import announced_days
from steward.kernel.models import Calendar, CalendarEdition, Category
from steward.people.context import acting, clock_set_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.demo.company import Agreement, AgreementEdition, ServiceHours
    from steward.demo.ground import Ids
    from steward.kernel.editions import SpecialDay
    from steward.people.actor import Actor

# The customer service manager keeps the catalogue, and drafts where no project manager was there yet.
KEEPER = "E1005"
INTRODUCES = "E1013"
OFFERED = 880  # days ago
DRAFTED, SUBMITTED, APPROVED = 20, 12, 6  # days before an agreement's edition begins
# Without holidays nothing has to be announced; with them, each year's days are issued the autumn before.
SINCE, FOREVER = date(2015, 1, 1), date(2099, 12, 31)
ANNOUNCED_MONTH, ANNOUNCED_DAY = 11, 15


@contextmanager
def acting_at(actor: Actor, moment: datetime) -> Iterator[None]:
    """Let somebody act in the company's past."""
    with acting(actor), clock_set_to(moment.astimezone(UTC)):
        yield


def load_calendars() -> None:
    """Write the service hours, with one edition for each announced year where there are holidays."""
    for hours in company().calendars.values():
        row = Calendar.objects.create(code=hours.code, name_zh=hours.name.zh, name_en=hours.name.en)
        years = sorted({day.on.year for day in announced_days()}) if hours.holidays == "china" else []
        editions = [_edition_of(hours, year) for year in years] or [_edition(hours, SINCE, FOREVER, SINCE)]
        for number, edition in enumerate(editions, start=1):
            edition.calendar, edition.edition = row, number
        CalendarEdition.objects.bulk_create(editions)


def _edition_of(hours: ServiceHours, year: int) -> CalendarEdition:
    issued = date(year - 1, ANNOUNCED_MONTH, ANNOUNCED_DAY)
    edition = _edition(hours, date(year, 1, 1), date(year, 12, 31), issued)
    edition.exceptions = {day.on.isoformat(): _said(day) for day in announced_days() if day.on.year == year}
    return edition


def _edition(hours: ServiceHours, covers_from: date, covers_until: date, issued: date) -> CalendarEdition:
    return CalendarEdition(
        zone=hours.zone,
        weekly={str(day - 1): hours.spans for day in hours.weekdays},
        exceptions={},
        covers_from=covers_from,
        covers_until=covers_until,
        issued_at=datetime(issued.year, issued.month, issued.day, 8, tzinfo=UTC),
    )


def _said(day: SpecialDay) -> dict[str, Any]:
    return {"name": day.name, "like": day.like, "hours": " ".join(map(str, day.hours))}


def load_categories(ids: Ids) -> None:
    """Write the tree, parents first."""
    paths: dict[str, str] = {}
    for category in company().categories.values():
        paths[category.code] = "/".join(filter(None, (paths.get(category.parent), category.code)))
        row = Category.objects.create(
            kind="incident",
            code=category.code,
            parent_id=ids.categories.get(category.parent),
            path=paths[category.code],
            name_zh=category.name.zh,
            name_en=category.name.en,
        )
        ids.categories[category.code] = row.pk


def load_services(ids: Ids) -> None:
    """Draw up and introduce each service of the catalogue."""
    process = process_of("service")
    keeper, introduces = ids.actor(KEEPER), ids.actor(INTRODUCES)
    own = company().internal.customer
    for index, service in enumerate(company().services.values()):
        raw = {
            "title": service.name.zh,
            "title_en": service.name.en,
            "description_zh": service.description.zh,
            "description_en": service.description.en,
            "project": company().project_of(own).code,
            "owner": service.owner,
            "team": service.team,
        }
        with acting_at(keeper, ids.at(OFFERED - index // 4, 9 + index % 4, 20)):
            record = acts.open_record(process, actor=keeper, raw=raw)
        with acting_at(introduces, ids.at(OFFERED - 10, 14, index)):
            acts.move(process, record.number, "introduce", actor=introduces, raw={}, version=None)
        ids.services[service.code], ids.service_numbers[service.code] = record.pk, record.number


@dataclass(frozen=True, slots=True)
class Promise:
    """One edition of an agreement for one service; an empty service means all."""

    agreement: Agreement
    edition: AgreementEdition
    service: str
    followed_after: int | None  # days ago at which the next edition begins

    @property
    def title(self) -> tuple[str, str]:
        """Give the title in Chinese and English."""
        if not self.service:
            return "内部服务目标值", "Internal service targets"
        name = company().services[self.service].name
        customer = company().parties[self.agreement.customer].short
        return (
            f"服务级别协议：{name.zh}（{customer.zh}）",
            f"Service level agreement: {name.en} ({customer.en})",
        )


def promises() -> list[Promise]:
    """List what was promised, the oldest first."""
    found = []
    for agreement in (*company().agreements, company().internal):
        later = [edition.from_days_ago for edition in agreement.editions[1:]]
        for edition, followed in zip(agreement.editions, (*later, None), strict=True):
            found += [Promise(agreement, edition, service, followed) for service in agreement.services or ("",)]
    return sorted(found, key=lambda promise: -promise.edition.from_days_ago)


def load_agreements(ids: Ids) -> list[tuple[str, Promise]]:
    """Draft, submit and approve each agreement; answers by number those that a later edition follows."""
    superseded = []
    for index, promise in enumerate(promises()):
        number = _agree(ids, promise, index % 50)
        if promise.followed_after is not None:
            superseded.append((number, promise))
    return superseded


def _agree(ids: Ids, promise: Promise, minute: int) -> str:
    """Walk one agreement into force: nobody approves what they drew up."""
    process, begins = process_of("agreement"), promise.edition.from_days_ago
    project = company().project_of(promise.agreement.customer)
    author, approves = ids.actor(_drafts(project.code, begins + DRAFTED)), ids.actor(project.approved_by)
    with acting_at(author, ids.at(begins + DRAFTED, 10, minute)):
        record = acts.open_record(process, actor=author, raw=_raw(ids, promise))
    with acting_at(author, ids.at(begins + SUBMITTED, 14, minute)):
        acts.move(process, record.number, "submit", actor=author, raw={}, version=None)
    with acting_at(approves, ids.at(begins + APPROVED, 16, minute)):
        acts.decide(process, record.number, "approve", actor=approves, verdict="approved", version=None)
    return record.number


def _drafts(project: str, days_ago: int) -> str:
    """Who drafts: the project's manager, if already and still in charge, else the keeper of the catalogue."""
    managers = (
        duty.person
        for duty in company().duties
        if (duty.role, duty.project, duty.to_days_ago) == ("project_manager", project, None)
        and duty.from_days_ago >= days_ago
    )
    return next(managers, KEEPER)


def _raw(ids: Ids, promise: Promise) -> dict[str, Any]:
    agreement = promise.agreement
    title, title_en = promise.title
    return {
        "title": title,
        "title_en": title_en,
        "project": company().project_of(agreement.customer).code,
        "service": ids.service_numbers.get(promise.service, ""),
        "edition": promise.edition.edition,
        "starts_on": ids.day(promise.edition.from_days_ago).isoformat(),
        "calendar": agreement.calendar,
        "response_met_by": agreement.response_by,
        **{f"pauses_for_{whom}": whom in agreement.pauses for whom in ("user", "supplier", "change")},
        "targets": _targets(promise.edition),
    }


def _targets(edition: AgreementEdition) -> dict[str, dict[str, int]]:
    """Give working seconds by clock and priority; a clock has no target where nothing was promised."""

    def of(clock: str) -> dict[str, int]:
        minutes = {priority: getattr(target, clock) for priority, target in edition.targets.items()}
        return {str(priority): each * 60 for priority, each in minutes.items() if each}

    return {clock: of(clock) for clock in ("response", "resolution", "update")}


def end_superseded(ids: Ids, superseded: list[tuple[str, Promise]]) -> None:
    """End the agreements that a later edition followed, on the last day before it."""
    process = process_of("agreement")
    for number, promise in superseded:
        begins = promise.followed_after or 0
        project = company().project_of(promise.agreement.customer)
        actor = ids.actor(_drafts(project.code, begins))
        raw = {"ends_on": (ids.day(begins) - timedelta(days=1)).isoformat()}
        with acting_at(actor, ids.at(begins, 9, 5)):
            acts.move(process, number, "end", actor=actor, raw=raw, version=None)
