"""Values whose labels and kinds a row of another table states, such as the attributes of a class (manual 8.1.1).

    attributes = AttributesField(_("Attributes"), by="ci_class")

`by` names a relation of the same model; its model answers `columns_of(keys)`: the columns (see kernel.sheet) by the
key or id of a row. A value is `{key: value}` without the empty ones. What comes from outside is read as texts,
numbers and flags first; `fitted` then holds it to the columns, for only an act knows which row counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from steward.kernel.cleaning import clean_text
from steward.kernel.sheet import expected, read_cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.kernel.sheet import Column

MOST = 200


class States(Protocol):
    """A model whose rows state columns."""

    @classmethod
    def columns_of(cls, row: str | int | None) -> tuple[Column, ...]:
        """The columns that a row, named by key or id, states; none where there is no such row."""

    @classmethod
    def every_key(cls) -> frozenset[str]:
        """The keys of all rows' columns."""


class AttributesField(models.JSONField):
    """`{key: value}` by columns that the row under the relation `by` states."""

    def __init__(self, *args: Any, by: str = "", **kwargs: Any) -> None:
        """Empty unless somebody writes values."""
        self.by = by
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    @property
    def states(self) -> States:
        """The model whose rows state the columns."""
        return cast("States", self.model._meta.get_field(self.by).related_model)  # noqa: SLF001  Django's documented interface

    def read(self, given: object) -> dict[str, str | int | bool]:
        """Single values by key, the empty ones left out. Raises ValidationError."""
        if not isinstance(given, dict) or len(given) > MOST:
            raise ValidationError(_("Expected are values by the keys of the attributes."))
        found = {clean_text(str(key))[:60]: value for key, value in given.items() if value not in (None, "")}
        if any(isinstance(value, (dict, list, float)) for value in found.values()):
            raise ValidationError(_("Each attribute is a text, a whole number or yes and no."))
        return found


def fitted(
    columns: tuple[Column, ...], given: Mapping[str, Any], zone: str, faults: list[str]
) -> dict[str, str | int | bool]:
    """The values as the columns' kinds; every fault is added to `faults` as a sentence."""
    known = {column.key: column for column in columns}
    unknown = ", ".join(sorted(clean_text(key)[:40] for key in set(given) - set(known)))
    if unknown:
        faults.append(_("There are no such attributes here: %(names)s.") % {"names": unknown})
    found: dict[str, str | int | bool] = {}
    for key, column in known.items():
        try:
            value = read_cell(column, given.get(key), zone)
        except (ValueError, TypeError, OverflowError):
            faults.append(_("“%(column)s”: %(what)s.") % {"column": column.label, "what": expected(column.kind)})
            continue
        if column.required and value in (None, ""):
            faults.append(_("“%(column)s”: %(what)s.") % {"column": column.label, "what": _("is needed")})
        elif value not in (None, ""):
            found[key] = value
    return found
