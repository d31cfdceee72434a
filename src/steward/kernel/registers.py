"""The registers of the kernel: calendars in editions (manual 6.1.2) and categories (7.2.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Calendar, CalendarEdition, Category
from steward.people.register import Register

KEEPERS = ("administrator", "product_manager", "service_department_manager")

REGISTERS = (
    Register(
        kind="calendar", model=Calendar, label=_("Calendar"), label_plural=_("Calendars"), menu_icon="calendar",
        columns=("code", "name"), fields=("code", "name_zh", "name_en"), required=("code", "name_zh", "name_en"),
        kept_by=KEEPERS, ordered_by=("code",),
    ),
    Register(
        kind="calendar_edition", model=CalendarEdition, label=_("Calendar edition"),
        label_plural=_("Calendar editions"), menu_icon="calendar",
        columns=("calendar", "edition", "covers_from", "covers_until", "zone", "issued_at"),
        fields=("calendar", "edition", "zone", "weekly", "exceptions", "covers_from", "covers_until"),
        required=("calendar", "edition", "zone", "weekly", "covers_from", "covers_until"),
        kept_by=KEEPERS, ordered_by=("calendar_id", "-edition"),
    ),
    Register(
        kind="category", model=Category, label=_("Category"), label_plural=_("Categories"), menu_icon="tag",
        columns=("path", "name", "kind", "is_active"),
        fields=("kind", "code", "name_zh", "name_en", "parent", "is_active"),
        required=("kind", "code", "name_zh", "name_en"), kept_by=KEEPERS, ordered_by=("kind", "path"),
        searched=("code", "name_zh", "name_en"),
    ),
)  # fmt: skip
