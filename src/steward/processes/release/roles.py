"""Who plans releases, decides on them, rolls them out and updates what is known of them (manual 9.1)."""

from steward.people.roles import RESOLVERS

AUTHORS = ("product_manager", "project_manager", "technical_operations_manager", "service_department_manager")
# Whom a policy may name for the authority over tests and roll-outs.
DECIDERS = (
    "product_manager", "technical_operations_manager", "technical_group_leader", "service_department_manager",
    "project_manager", "customer_service_manager", "deputy_general_manager_technical", "general_manager",
    "customer_contact",
)  # fmt: skip
IMPLEMENTERS = (
    "product_manager", "support_engineer", "duty_engineer", "field_engineer", "technical_group_leader",
    "technical_operations_manager", "service_department_manager", "project_manager",
)  # fmt: skip
# A pipeline does what it was set up for: it tells results, asks, and rolls out.
ROLLING_OUT = (*IMPLEMENTERS, "integration")
REVIEWERS = (
    "technical_group_leader", "technical_operations_manager", "service_department_manager", "project_manager",
    "product_manager",
)  # fmt: skip
SERVICE_DEPARTMENT = ("service_department", "service_department_manager", "service_desk")
CLOSERS = ("product_manager", "project_manager", "technical_operations_manager", *SERVICE_DEPARTMENT)
READERS = tuple(dict.fromkeys((*RESOLVERS, *AUTHORS, *DECIDERS, *ROLLING_OUT, *REVIEWERS, *CLOSERS, "quality_manager")))
# Who is told how it went: the desk, the service department and the customer (9.1.4, 9.1.5).
TOLD = (*SERVICE_DEPARTMENT, "customer_contact")
