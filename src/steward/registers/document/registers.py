"""The register of documents (manual 2.2.1, 2.2.4, 10)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.people.register import Register
from steward.registers.document.layers import CONTROLLERS
from steward.registers.document.models import Document

REGISTERS = (
    Register(
        kind="document", model=Document, label=_("Document"), label_plural=_("Register of documents"),
        menu_icon="document", columns=("code", "name", "layer", "department"),
        fields=(
            "code", "name_zh", "name_en", "layer", "parent", "process", "clauses", "department", "author_role",
            "approver_role", "review_months", "reviewed_on", "retention_years", "place_zh", "place_en",
        ),
        required=("code", "name_zh", "name_en", "layer", "author_role", "review_months", "retention_years"),
        kept_by=(*CONTROLLERS, "administrator"), ordered_by=("code",), searched=("code", "name_zh", "name_en"),
        key="code",
    ),
)  # fmt: skip
