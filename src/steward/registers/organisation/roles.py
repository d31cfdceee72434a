"""Which roles people are appointed to, which have one holder, and who keeps the organisation (manual 2.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.people.roles import RESOLVERS, ROLES

if TYPE_CHECKING:
    from django.utils.functional import Promise

# Roles of departments are held by units, those of parties by other companies, these by nobody or by programs.
_NOT_HELD = ("system", "integration")
# Who draws letters up and keeps the registers; who signs, a gate says.
KEEPERS = (
    "hr_administration",
    "hr_supervisor",
    "administration_manager",
    "quality_manager",
    "management_representative",
    "service_department_manager",
    "general_manager",
)
MANAGEMENT = tuple(key for key, role in ROLES.items() if role.kind == "management")
# Everybody who works for the provider: the organisation is no secret among its own people.
OWN_PEOPLE = tuple(key for key, role in ROLES.items() if role.kind != "party" and key not in _NOT_HELD)
ORGANISERS = tuple(dict.fromkeys((*MANAGEMENT, *RESOLVERS, "quality_manager", "hr_administration")))


def label_of(role: str) -> str:
    """The role in the reader's words."""
    return str(ROLES[role].label) if role in ROLES else role


def held_roles() -> list[tuple[str, str | Promise]]:
    """The roles that a person can hold, with their labels."""
    return [(key, role.label) for key, role in ROLES.items() if role.kind != "party" and key not in _NOT_HELD]


def all_roles() -> list[tuple[str, str | Promise]]:
    """The same with those of customers and suppliers, who take part in processes."""
    return [(key, role.label) for key, role in ROLES.items() if key not in _NOT_HELD]


def has_one_holder(role: str, *, in_project: bool) -> bool:
    """Whether only one person at a time holds it: a post of management, or the manager of one service project."""
    return (role in MANAGEMENT and not in_project) or (role == "project_manager" and in_project)
