"""A small table of numbers in one column: a matrix, or targets by clock and priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise

BIGGEST = 10**9


class GridField(models.JSONField):
    """`{row: {column: whole number}}`. `rows` and `columns` are (key, label); forms show numbers divided by `unit`."""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[tuple[str, str | Promise]] = (),
        columns: Sequence[tuple[str, str | Promise]] = (),
        unit: int = 1,
        complete: bool = False,
        **kwargs: Any,
    ) -> None:
        """`complete` grids need every cell; in others an empty cell means that nothing is set."""
        self.rows, self.columns, self.unit, self.complete = tuple(rows), tuple(columns), unit, complete
        super().__init__(*args, **kwargs)

    def read(self, given: object) -> dict[str, dict[str, int]]:
        """A checked grid from outside. Raises ValidationError with the cell that is wrong."""
        if not isinstance(given, dict) or not set(given) <= {key for key, _label in self.rows}:
            raise ValidationError(self._shape())
        grid = {row: self._row(row, cells) for row, cells in given.items()}
        if self.complete and any(set(grid.get(r, ())) != {c for c, _l in self.columns} for r, _l in self.rows):
            raise ValidationError(_("Fill in every cell."))
        return {row: cells for row, cells in grid.items() if cells}

    def _row(self, row: str, cells: object) -> dict[str, int]:
        if not isinstance(cells, dict) or not set(cells) <= {key for key, _label in self.columns}:
            raise ValidationError(self._shape())
        for column, value in cells.items():
            if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= BIGGEST:
                raise ValidationError(
                    _("“%(row)s”, “%(column)s”: a whole number above zero is expected.")
                    % {"row": row, "column": column}
                )
        return cells

    def _shape(self) -> str:
        rows, columns = (", ".join(key for key, _label in pairs) for pairs in (self.rows, self.columns))
        return _("Expected are rows %(rows)s with columns %(columns)s.") % {"rows": rows, "columns": columns}
