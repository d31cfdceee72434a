"""The four layers of documents: how each is numbered, what it hangs under, who may approve it (manual 2.2.1, 10)."""

from __future__ import annotations

import re

from django.db import models
from django.utils.translation import gettext_lazy as _


class Layer(models.TextChoices):
    """From the manual down to the types of records."""

    MANUAL = "A", _("A Manual and policies")
    PROCEDURE = "B", _("B Procedures")
    RULE = "C", _("C Rules and work instructions")
    RECORD_TYPE = "D", _("D Record types")


# Under which layers a document may hang; the manual itself hangs under nothing.
ABOVE = {
    Layer.MANUAL: (Layer.MANUAL,),
    Layer.PROCEDURE: (Layer.MANUAL,),
    Layer.RULE: (Layer.PROCEDURE,),
    Layer.RECORD_TYPE: (Layer.PROCEDURE, Layer.RULE),
}
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}-([ABCD])-[0-9]{2,3}")


def layer_of(code: str) -> str:
    """The layer that a code names; '' where it is no code of a document."""
    found = _CODE.fullmatch(code)
    return found[1] if found else ""


# Who draws documents up; each document names one of them.
AUTHORS = (
    "management_representative", "quality_manager", "customer_service_manager", "customer_service",
    "service_department_manager", "service_department", "technical_operations_manager", "technical_operations",
    "technical_department", "project_management_manager", "project_management_office", "sales", "commerce_manager",
    "commerce", "finance_manager", "finance", "resources_department", "hr_supervisor", "hr_administration",
    "administration_manager", "product_manager", "project_manager", "service_desk", "technical_group_leader",
    "service_group_leader", "internal_auditor", "security_officer",
)  # fmt: skip
# Who puts documents into force; each document names one of them, the manual the general manager (1.4.1, 1.4.4).
APPROVERS = (
    "general_manager", "top_management", "management_representative", "deputy_general_manager",
    "deputy_general_manager_sales", "deputy_general_manager_technical", "deputy_general_manager_administration",
    "service_department_manager", "technical_operations_manager", "customer_service_manager",
    "project_management_manager", "commerce_manager", "finance_manager", "hr_supervisor", "administration_manager",
)  # fmt: skip
# Who keeps the register and every edition of it (1.4.2, 2.2.4).
CONTROLLERS = ("management_representative", "quality_manager", "customer_service_manager", "customer_service")
# Who reads a draft before it is approved; another than its author and its approver.
REVIEWERS = tuple(dict.fromkeys((*CONTROLLERS, *APPROVERS, "project_manager", "product_manager", "internal_auditor")))
