"""A column that names another record of certain kinds, of the same customer (manual 8.1.4: the change of a write)."""

from __future__ import annotations

from typing import Any

from django.db import models

from steward.kernel.models.record import Record


class RecordKey(models.ForeignKey[Any, Any]):
    """A relation to a record of one of `kinds`; another kind, or another customer's record, is refused.

    `of_write` marks the one that names what allowed the last write: it goes with every write, and is no value that
    an opposite write would bring back.
    """

    def __init__(self, *args: Any, kinds: tuple[str, ...] = (), of_write: bool = False, **kwargs: Any) -> None:
        """A record that something refers to is never deleted."""
        self.kinds, self.of_write = kinds, of_write
        kwargs.setdefault("to", Record)
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As the plain relation that it is to the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
