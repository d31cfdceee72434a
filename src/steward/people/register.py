"""A register of plain rows: what has no life cycle and is kept by somebody, with its history by trigger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Register:
    """Plain rows of one noun: what its list shows, what its form asks, who keeps it and who may look."""

    kind: str
    model: type[Model]
    label: str | Promise
    label_plural: str | Promise
    menu_icon: str
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    required: tuple[str, ...]
    kept_by: tuple[str, ...]
    ordered_by: tuple[str, ...]
    searched: tuple[str, ...] = ()
    # The column by which records name a row, and the one of the company that a row belongs to; '' where there is none.
    key: str = ""
    party: str = ""
    # Pages of the chapter's own about a row: label, and the last part of the address.
    pages: tuple[tuple[str | Promise, str], ...] = ()
