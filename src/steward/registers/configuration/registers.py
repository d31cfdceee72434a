"""The registers of configuration management: classes of items and places (manual 8.1.1, 8.1.5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.people.register import Register
from steward.registers.configuration.models import CiClass, Place

KEEPERS = ("administrator", "technical_operations_manager", "product_manager", "service_department_manager")

CI_CLASS = Register(
    kind="ci_class", model=CiClass, label=_("CI class"), label_plural=_("CI classes"), menu_icon="class",
    columns=("path", "name", "name_example", "needs_version", "is_active"),
    fields=(
        "code", "name_zh", "name_en", "parent", "attributes", "name_pattern", "name_example", "needs_version",
        "is_active",
    ),
    required=("code", "name_zh", "name_en"), kept_by=KEEPERS, ordered_by=("path",),
    searched=("code", "name_zh", "name_en"), key="code",
)  # fmt: skip
PLACE = Register(
    kind="place", model=Place, label=_("Place"), label_plural=_("Places"), menu_icon="place",
    columns=("path", "name", "kind", "party", "units"),
    fields=("code", "name_zh", "name_en", "kind", "parent", "party", "address", "units"),
    required=("code", "name_zh", "name_en", "kind", "party"), kept_by=(*KEEPERS, "project_manager"),
    ordered_by=("path",), searched=("code", "name_zh", "name_en", "address"), key="code", party="party_id",
    pages=((_("What stands here"), "view"),),
)  # fmt: skip

REGISTERS = (CI_CLASS, PLACE)
