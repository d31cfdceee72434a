"""One page of a list: rows as named tuples, what they refer to by key and name, a count with an end.

    page = listing.page(narrow(process, actor, params), ("number", "title", "customer", "due_at"))
    for row in page.rows:
        row.number, row.customer_id, page.names.name("party", row.customer_id), page.names.key("party", …)
    page.next, page.previous    # cursors for the address (`cursor=…`), None at an end
    page.count, page.count_words    # at most 1,001; "1000+" above 1,000

Columns are field names of the process; `id`, `number`, `title_en` and `version` are always there, a relation stands as
`<name>_id`. At most four statements: rows, count, names; one of `narrow` where filters name keys or words.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.lookups import GreaterThan, LessThan

from steward.kernel.intake.values import field_of
from steward.kernel.models import Record
from steward.kernel.names import NOUNS, Names, names_of
from steward.surface.sorting import Cursor, Stretch, write_cursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from steward.kernel.process import Process
    from steward.surface.narrowing import Narrowed

COUNTED = 1_001
ALWAYS = ("id", "number", "title_en", "version")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list with what is needed to show them and to go on."""

    rows: list[Any]
    names: Names
    count: int
    next: str | None
    previous: str | None

    @property
    def count_words(self) -> str:
        """How many there are in all, `1000+` where there are more."""
        return f"{COUNTED - 1}+" if self.count >= COUNTED else str(self.count)


def names_for(process: Process, columns: Sequence[str], rows: Sequence[Any]) -> Names:
    """Names and keys of what these columns of the rows refer to, in one statement."""
    wanted: dict[str, set[int | None]] = defaultdict(set)
    for name in columns:
        column = field_of(process, name)
        if isinstance(column, models.ForeignKey):
            noun = NOUNS[column.related_model._meta.db_table]  # noqa: SLF001  Django's documented interface
            wanted[noun] |= {getattr(row, column.attname) for row in rows}
    return names_of(wanted)


class _Row(Func):
    """Values compared as one: `(a, b) < (c, d)`, which an index on both answers."""

    template = "(%(expressions)s)"
    output_field = models.TextField()


def _beyond(stretch: Stretch, keys: tuple[Any, ...], *, descending: bool) -> Any:
    """The condition on rows that come after these keys along the order."""
    columns: list[Any] = [Record._meta.get_field(name) for name in stretch.keys]  # noqa: SLF001  Django's interface
    place = [Value(key, output_field=column) for key, column in zip(keys, columns, strict=True)]
    compare = LessThan if descending else GreaterThan
    if len(keys) == 1:
        return compare(F(stretch.keys[0]), place[0])
    return compare(_Row(*map(F, stretch.keys)), _Row(*place))


def page(narrowed: Narrowed, columns: Sequence[str]) -> Page:
    """The page that was asked for, with these columns."""
    back = narrowed.cursor is not None and narrowed.cursor.back
    found = _rows(narrowed, _attributes(narrowed, columns), back=back)
    more, found = len(found) > narrowed.limit, found[: narrowed.limit]
    rows = found[::-1] if back else found
    first = narrowed.cursor is None
    count = len(rows) if first and not more else count_of(narrowed, COUNTED)
    ahead, behind = (True, more) if back else (more, not first)
    return Page(
        rows,
        names_for(narrowed.process, columns, rows),
        count,
        _place(narrowed, rows[-1], back=False) if rows and ahead else None,
        _place(narrowed, rows[0], back=True) if rows and behind else None,
    )


def _attributes(narrowed: Narrowed, columns: Sequence[str]) -> list[str]:
    """Attribute names to read: those of the columns, of the order, and what every row has."""
    keys = [key for stretch in narrowed.sort.stretches for key in stretch.keys]
    names = [field_of(narrowed.process, name).attname for name in columns]
    return list(dict.fromkeys((*ALWAYS, *names, *keys)))


def _rows(narrowed: Narrowed, attributes: list[str], *, back: bool) -> list[Any]:
    """One row more than the page holds, in the order of reading; a single statement."""
    descending = narrowed.sort.descending is not back
    stretches = list(enumerate(narrowed.sort.stretches))
    if narrowed.cursor:
        start = narrowed.cursor.stretch
        stretches = stretches[: start + 1] if back else stretches[start:]
    parts = []
    for number, stretch in reversed(stretches) if back else stretches:
        rows = _seen(narrowed).filter(stretch.where)
        if narrowed.cursor and number == narrowed.cursor.stretch:
            rows = rows.filter(_beyond(stretch, narrowed.cursor.keys, descending=descending))
        order = [F(key).desc() if descending else F(key).asc() for key in stretch.keys]
        named = rows.order_by(*order).annotate(stretch=Value(number, models.IntegerField()))
        parts.append(named.values_list(*attributes, "stretch", named=True)[: narrowed.limit + 1])
    if len(parts) == 1:
        return list(parts[0])
    return list(parts[0].union(*parts[1:], all=True)[: narrowed.limit + 1])


def _seen(narrowed: Narrowed) -> QuerySet[Any]:
    return narrowed.process.model._default_manager.filter(narrowed.where)  # noqa: SLF001  Django's documented interface


def count_of(narrowed: Narrowed, most: int) -> int:
    """How many in all, counted up to `most` and no further."""
    return _seen(narrowed).order_by().values("pk")[:most].count()


def chunk(narrowed: Narrowed, columns: Sequence[str]) -> tuple[list[Any], Cursor | None]:
    """Rows alone, uncounted, and the place to go on from; None at the end. One statement."""
    found = _rows(narrowed, _attributes(narrowed, columns), back=False)
    rows = found[: narrowed.limit]
    return rows, _cursor(narrowed, rows[-1], back=False) if len(found) > len(rows) else None


def _cursor(narrowed: Narrowed, row: Any, *, back: bool) -> Cursor:
    keys = narrowed.sort.stretches[row.stretch].keys
    return Cursor(row.stretch, tuple(getattr(row, key) for key in keys), back)


def _place(narrowed: Narrowed, row: Any, *, back: bool) -> str:
    return write_cursor(_cursor(narrowed, row, back=back), narrowed.sort)
