"""The registers of change management: who decides, and when changes are wanted or forbidden (manual 8.2.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.people.register import Register
from steward.processes.change.models import ApprovalRule, BusinessCalendar, ChangeWindow

KEEPERS = ("administrator", "technical_operations_manager", "service_department_manager", "management_representative")

REGISTERS = (
    Register(
        kind="approval_rule", model=ApprovalRule, label=_("Approval policy for changes"),
        label_plural=_("Approval policy for changes"), menu_icon="change",
        columns=("role", "quorum", "change_type", "risk", "cost_from", "party", "is_active"),
        fields=("party", "change_type", "risk", "cost_from", "role", "quorum", "is_active"),
        required=("party", "role", "quorum"), kept_by=KEEPERS, ordered_by=("cost_from", "id"), party="party_id",
    ),
    Register(
        kind="change_window", model=ChangeWindow, label=_("Change window"), label_plural=_("Change windows"),
        menu_icon="calendar", columns=("title", "kind", "starts_at", "ends_at", "party", "service"),
        fields=("kind", "title", "party", "service", "starts_at", "ends_at"),
        required=("kind", "title", "party", "starts_at", "ends_at"), kept_by=(*KEEPERS, "project_manager"),
        ordered_by=("-starts_at", "id"), searched=("title",), party="party_id",
    ),
    Register(
        kind="business_calendar", model=BusinessCalendar, label=_("Business calendar of a customer"),
        label_plural=_("Business calendars of customers"), menu_icon="calendar",
        columns=("party", "calendar", "service", "is_active"), fields=("party", "calendar", "service", "is_active"),
        required=("party", "calendar"), kept_by=(*KEEPERS, "project_manager"), ordered_by=("id",), party="party_id",
    ),
)  # fmt: skip
