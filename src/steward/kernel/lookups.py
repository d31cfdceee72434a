"""The look-up `any_of`: a column compared with a set, as one array parameter (one plan for any size)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Field, ForeignKey, Lookup

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


@ForeignKey.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """`column = any(array)`; the same comparison as the row-level policies make."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """The comparison, with the array cast by the type of its members."""
        column, params = self.process_lhs(compiler, connection)
        members = sorted(self.rhs)
        kind = "text" if members and isinstance(members[0], str) else "bigint"
        return f"{column} = any(%s::{kind}[])", [*params, members]
