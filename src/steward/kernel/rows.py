"""The pen of plain rows: checked by the database's own constraints, refused when somebody was quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from steward.kernel.refusal import Refused, Stale
from steward.people.models import RowHistory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

HISTORY = 50


def seen_version(row: Model) -> str:
    """The version of a row: the transaction that wrote it last."""
    with connection.cursor() as cursor:
        cursor.execute(f"select xmin::text from {row._meta.db_table} where id = %s::bigint", [row.pk])  # noqa: S608, SLF001  names of tables and columns are ours; Django's documented interface
        return str(cursor.fetchone()[0])


@transaction.atomic
def write_row(model: type[Model], pk: int | None, values: Mapping[str, Any], version: str) -> Model:
    """Writes a new row (`pk` None) or one that still has the version seen. Raises Stale, or Refused by a constraint."""
    row = model() if pk is None else model._default_manager.select_for_update().get(pk=pk)  # noqa: SLF001  Django's documented interface
    if pk is not None and version != seen_version(row):
        raise Stale(
            [_("Somebody has changed this row since you opened it. Look at it again and repeat your change.")],
            0,
        )
    for name, value in values.items():
        setattr(row, name, value)
    complete(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused([_sentence(model, error)]) from error
    return row


def complete(row: Model) -> None:
    """Fills in what follows from the rest: a category's path, an edition's time of issue."""
    fill = getattr(row, "fill_in", None)
    if fill:
        fill()


def _sentence(model: type[Model], error: IntegrityError) -> str:
    """What the constraint that was broken says of itself, else what can be told by its sort."""
    text = str(error)
    for constraint in model._meta.constraints:  # noqa: SLF001  Django's documented interface
        said = constraint.violation_error_message
        if f'"{constraint.name}"' in text and said != constraint.default_violation_error_message:
            return str(said)
    if "unique" in text or "duplicate" in text:
        return _("There is such a row already: a code or a pair must be unique.")
    return _("The values contradict each other: look at the dates and at what belongs together.")


def history_of(row: Model) -> list[RowHistory]:
    """The latest changes of a row, newest first."""
    table = row._meta.db_table  # noqa: SLF001  Django's documented interface
    return list(RowHistory.objects.filter(table=table, row=str(row.pk)).order_by("-id")[:HISTORY])
