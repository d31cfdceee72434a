"""The registers of conformity: the company's own figures, by which rules judge (manual 2.1.6, 3.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.oversight.conformity.models import Figure
from steward.people.register import Register

KEEPERS = ("management_representative", "quality_manager")

REGISTERS = (
    Register(
        kind="company_figure", model=Figure, label=_("Company figure"), label_plural=_("Company figures"),
        menu_icon="audit", columns=("name", "value", "from_on", "reason"),
        fields=("name", "value", "from_on", "reason"), required=("name", "value", "from_on", "reason"),
        kept_by=KEEPERS, ordered_by=("name", "-from_on"), searched=("name",),
    ),
)  # fmt: skip
