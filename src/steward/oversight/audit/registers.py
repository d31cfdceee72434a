"""The register of improvement: who owns a clause, and whether its breach speaks for itself (manual 3.4.2, 3.4.5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.oversight.audit.models import ClauseOwner
from steward.people.register import Register

REGISTERS = (
    Register(
        kind="clause_owner", model=ClauseOwner, label=_("Owner of a clause"), label_plural=_("Owners of clauses"),
        menu_icon="shield", columns=("clause", "owner", "raises_by_itself"),
        fields=("clause", "owner", "raises_by_itself"), required=("clause", "owner"),
        kept_by=("administrator", "quality_manager", "management_representative"), ordered_by=("id",),
        searched=("clause",),
    ),
)  # fmt: skip
