"""Roles by key: those of the manual (2.1.2, appendix 2) and the few that a product needs beside them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its key, its label and its kind (management, department, function, party, product)."""

    key: str
    label: str | Promise
    kind: str


ROLES = {
    role.key: role
    for role in (
        Role("general_manager", _("General manager"), "management"),
        Role("top_management", _("Top management"), "management"),
        Role("management_representative", _("Management representative"), "management"),
        Role("deputy_general_manager", _("Deputy general manager in charge"), "management"),
        Role("deputy_general_manager_sales", _("Deputy general manager for sales"), "management"),
        Role("deputy_general_manager_technical", _("Deputy general manager for technology"), "management"),
        Role(
            "deputy_general_manager_administration",
            _("Deputy general manager for administration"),
            "management",
        ),
        Role("service_committee", _("IT service committee"), "management"),
        Role("customer_service", _("Customer service"), "department"),
        Role("customer_service_manager", _("Customer service manager"), "management"),
        Role("service_department", _("Service department"), "department"),
        Role("service_department_manager", _("Service department manager"), "management"),
        Role("technical_operations", _("Technical operations centre"), "department"),
        Role("technical_operations_manager", _("Technical operations manager"), "management"),
        Role("technical_department", _("Technical department"), "department"),
        Role("sales", _("Sales"), "department"),
        Role("commerce", _("Commercial department"), "department"),
        Role("commerce_manager", _("Commercial manager"), "management"),
        Role("finance", _("Finance"), "department"),
        Role("finance_manager", _("Finance manager"), "management"),
        Role("resources_department", _("Resources department"), "department"),
        Role("hr_administration", _("HR and administration"), "department"),
        Role("hr_supervisor", _("HR supervisor"), "management"),
        Role("administration_manager", _("Administration manager"), "management"),
        Role("project_management_office", _("Project management office"), "department"),
        Role("project_management_manager", _("Project management office manager"), "management"),
        Role("all_departments", _("All departments"), "department"),
        Role("product_manager", _("Product manager"), "function"),
        Role("project_manager", _("Project manager"), "function"),
        Role("service_desk", _("Service desk"), "function"),
        Role("duty_engineer", _("Duty engineer"), "function"),
        Role("support_engineer", _("Support engineer"), "function"),
        Role("technical_group_leader", _("Technical group leader"), "function"),
        Role("service_group_leader", _("Service group leader"), "function"),
        Role("field_engineer", _("Field engineer"), "function"),
        Role("internal_auditor", _("Internal auditor"), "function"),
        Role("external_auditor", _("External auditor"), "party"),
        Role("customer_contact", _("Customer contact"), "party"),
        Role("supplier_contact", _("Supplier contact"), "party"),
        Role("administrator", _("Administrator"), "product"),
        Role("quality_manager", _("Quality manager"), "product"),
        Role("security_officer", _("Information security officer"), "product"),
        Role("system", _("System"), "product"),
        Role("integration", _("Integration"), "product"),
    )
}

# Everybody who works on records for the provider, from the desk to the engineers in the field.
RESOLVERS = (
    "service_desk",
    "duty_engineer",
    "support_engineer",
    "technical_group_leader",
    "service_group_leader",
    "field_engineer",
    "project_manager",
)
