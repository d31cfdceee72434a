"""The registers of the ground floor (manual 2.1)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.people.models import Delegation, Duty, Party, Person, ServiceProject, Team, TeamMember, Unit
from steward.people.register import Register

KEEPERS = ("administrator", "hr_administration")
CONTRACTS = ("administrator", "project_management_manager", "service_department_manager")

REGISTERS = (
    Register(
        kind="project", model=ServiceProject, label=_("Service project"), label_plural=_("Service projects"),
        menu_icon="document", columns=("code", "name", "customer", "contract_number", "starts_on", "ends_on"),
        fields=(
            "code", "name_zh", "name_en", "customer", "contract_number", "starts_on", "ends_on", "zone",
            "priority_matrix", "closes_after_days",
        ),
        required=("code", "name_zh", "name_en", "customer", "starts_on", "priority_matrix"),
        kept_by=CONTRACTS, ordered_by=("code",), searched=("code", "name_zh", "name_en", "contract_number"),
    ),
    Register(
        kind="party", model=Party, label=_("Party"), label_plural=_("Parties"), menu_icon="party",
        columns=("code", "name", "is_customer", "is_supplier"),
        fields=("code", "name_zh", "name_en", "is_customer", "is_supplier", "sort_key"),
        required=("code", "name_zh", "name_en"), kept_by=KEEPERS, ordered_by=("sort_key", "code"),
        searched=("code", "name_zh", "name_en", "sort_key"),
    ),
    Register(
        kind="unit", model=Unit, label=_("Unit"), label_plural=_("Units"), menu_icon="party",
        columns=("code", "name", "party", "parent", "role", "is_branch"),
        fields=("code", "name_zh", "name_en", "party", "parent", "role", "is_branch"),
        required=("code", "name_zh", "name_en", "party"), kept_by=KEEPERS, ordered_by=("party_id", "code"),
        searched=("code", "name_zh", "name_en"),
    ),
    Register(
        kind="person", model=Person, label=_("Person"), label_plural=_("Persons"), menu_icon="people",
        columns=("code", "name", "party", "unit", "email", "phone", "left_on"),
        fields=("code", "name_zh", "name_en", "sort_key", "party", "unit", "email", "phone", "left_on"),
        required=("code", "name_zh", "name_en", "party"), kept_by=KEEPERS, ordered_by=("sort_key", "code"),
        searched=("code", "name_zh", "name_en", "sort_key", "email", "phone"),
    ),
    Register(
        kind="duty", model=Duty, label=_("Duty"), label_plural=_("Duties"), menu_icon="person",
        columns=("person", "role", "project", "starts_on", "ends_on"),
        fields=("person", "role", "project", "starts_on", "ends_on"), required=("person", "role", "starts_on"),
        kept_by=(*KEEPERS, "management_representative"), ordered_by=("person__sort_key", "role"),
        searched=("person__name_zh", "person__name_en", "role"),
    ),
    Register(
        kind="delegation", model=Delegation, label=_("Delegation"), label_plural=_("Delegations"), menu_icon="person",
        columns=("duty", "delegate", "starts_on", "ends_on", "reason"),
        fields=("duty", "delegate", "starts_on", "ends_on", "reason"),
        required=("duty", "delegate", "starts_on", "ends_on", "reason"),
        kept_by=(*KEEPERS, "management_representative"), ordered_by=("-starts_on",),
    ),
    Register(
        kind="team", model=Team, label=_("Team"), label_plural=_("Teams"), menu_icon="people",
        columns=("code", "name", "unit", "is_active"), fields=("code", "name_zh", "name_en", "unit", "is_active"),
        required=("code", "name_zh", "name_en"), kept_by=KEEPERS, ordered_by=("code",),
        searched=("code", "name_zh", "name_en"),
    ),
    Register(
        kind="team_member", model=TeamMember, label=_("Team member"), label_plural=_("Team members"),
        menu_icon="people", columns=("team", "person", "starts_on", "ends_on"),
        fields=("team", "person", "starts_on", "ends_on"), required=("team", "person", "starts_on"),
        kept_by=KEEPERS, ordered_by=("team_id", "person__sort_key"),
        searched=("team__code", "person__name_zh", "person__name_en"),
    ),
)  # fmt: skip
