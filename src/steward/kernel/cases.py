"""How judges of every chapter tell their cases: worked on here, wrong since when, by which day (manual 3.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.fields import BooleanField, DateTimeField
from django.db.models.functions import Cast

from steward.kernel.days import day_at
from steward.kernel.models import Record, Stated
from steward.kernel.sheet import SheetField
from steward.people.context import current_actor
from steward.people.models import Party, ServiceProject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet
    from django.db.models.expressions import Combinable

    from steward.kernel.judges import Asked

    Kind = TypeVar("Kind", bound=Record)
    Row = TypeVar("Row", bound=Model)
    Wrong = Q | Combinable

NEVER = Cast(Value(None), DateTimeField())
DAY, QUARTER, YEAR = timedelta(days=1), timedelta(days=91), timedelta(days=365)


def own(model: type[Kind], *conditions: Any, **fields: Any) -> QuerySet[Kind]:
    """Records that were worked on here: what an imported history states of itself proves nothing, nor does a stub."""
    stated = Stated.objects.filter(record=OuterRef("pk"))
    manager: Any = model._default_manager  # noqa: SLF001  Django's documented interface
    found: QuerySet[Kind] = manager.filter(~Exists(stated), *conditions, disposed_at=None, **fields)
    return found


def judged(rows: QuerySet[Row], wrong: Wrong, until: Combinable = NEVER) -> QuerySet[Row]:
    """Rows with whether each is wrong; `until` when it has to be right counts as long as it is not."""
    found: Any = rows.annotate(wrong=wrong)
    left = until if until is NEVER else Case(When(wrong=True, then=until), default=NEVER)
    marked: QuerySet[Row] = found.annotate(until=left)
    return marked


def expiring(rows: QuerySet[Row], day: str, asked: Asked) -> QuerySet[Row]:
    """Rows that are right up to the day in a column that is never empty, and wrong from the next on."""
    found: Any = rows
    marked: QuerySet[Row] = found.annotate(wrong=Q(**{f"{day}__lt": today(asked)}), until=end_of(day))
    return marked


def today(asked: Asked) -> date:
    """The day of the moment where whoever judges is."""
    return day_at(asked.at, current_actor().zone)


def end_of(day: str, later: timedelta = timedelta()) -> Func:
    """The moment at which the day in a column is over, or one so much later."""
    midnight = F(day) + Value(later + DAY)
    return Func(Value(current_actor().zone), midnight, function="timezone", output_field=DateTimeField())


def running(asked: Asked, prefix: str = "") -> Q:
    """Rows held from a day until another, or without end, that hold on the day of the moment."""
    day = today(asked)
    ended = Q(**{f"{prefix}ends_on__lt": day, f"{prefix}ends_on__isnull": False})
    return Q(**{f"{prefix}starts_on__lte": day}) & ~ended


def company() -> QuerySet[Party]:
    """Our own company, with the day on which its first service project began."""
    first = ServiceProject.objects.order_by("starts_on").values("starts_on")[:1]
    return Party.objects.filter(is_own=True).annotate(began_on=Subquery(first))


def contracts(asked: Asked) -> QuerySet[ServiceProject]:
    """The service projects of customers that run at the moment."""
    return ServiceProject.objects.filter(running(asked), customer__is_own=False)


def lacks(model: type[Model], names: Iterable[str]) -> Q:
    """Whether any of these texts, tables or values is empty."""
    found = Q()
    for name in names:
        field = model._meta.get_field(name)  # noqa: SLF001  Django's documented interface
        nothing = None if getattr(field, "null", False) else [] if isinstance(field, SheetField) else ""
        found |= Q(**{name: nothing})
    return found


def has_row(sheet: str, condition: str) -> Func:
    """Whether a table in a record has a row of which a condition of the SQL/JSON path language holds."""
    path = Value(f"$[*] ? ({condition})")
    return Func(F(sheet), path, function="jsonb_path_exists", output_field=BooleanField())
