"""What a form takes: its own fields and nothing else; a name that it does not know is refused, as in REST."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.utils.translation import gettext as _

from steward.kernel.attributes import AttributesField
from steward.kernel.intake.values import field_of
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import SheetField
from steward.people.grid import GridField
from steward.surface.described import inputs_of_attributes, posted_attributes
from steward.surface.grids import posted_grid
from steward.surface.sheets import inputs_of_sheet, posted_sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from django.http import HttpRequest

    from steward.kernel.process import Declared

View = TypeVar("View", bound="Callable[..., Any]")
# What every form may carry besides: the mark of its session, and the version that its reader saw.
CONTROLS = frozenset({"csrfmiddlewaretoken", "version"})
MOST_SHOWN = 60


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Raises Invalid where the form that was sent names a field that is not among the known ones."""
    sent = {*request.POST, *request.FILES}
    sentence = _("There is no field “%(name)s” in this form.")
    faults = {name: [sentence % {"name": name[:MOST_SHOWN]}] for name in sorted(sent - CONTROLS - {*known})}
    if faults:
        raise Invalid(faults)


def takes(*known: str) -> Callable[[View], View]:
    """A view whose form has these fields."""

    def guarded(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *place: Any, **more: Any) -> Any:
            if request.method == "POST":
                refuse_unknown(request, known)
            return view(request, *place, **more)

        return cast("View", answer)

    return guarded


def inputs_of(process: Declared, names: Iterable[str]) -> Iterator[str]:
    """The names under which the values of these fields are sent: of a grid or sheet one a cell."""
    for name in names:
        column = field_of(process, name)
        yield name
        if isinstance(column, GridField):
            yield from (f"{name}.{row}.{key}" for row, _label in column.rows for key, _name in column.columns)
        elif isinstance(column, SheetField):
            yield from inputs_of_sheet(column)
        elif isinstance(column, AttributesField):
            yield from inputs_of_attributes(column)


def posted_table(column: Any, name: str, posted: Mapping[str, str]) -> Any:
    """The grid, rows or attributes that a form sent; None for other columns or nothing sent. Raises Invalid."""
    for read in (posted_grid, posted_sheet, posted_attributes):
        if (found := read(column, name, posted)) is not None:
            return found
    return None
