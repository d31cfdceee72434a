"""Who draws changes up, carries them out and reviews them (manual 8.2.1)."""

SALES = ("sales",)
IMPLEMENTERS = (
    "support_engineer", "duty_engineer", "field_engineer", "technical_group_leader", "technical_operations_manager",
    "project_manager",
)  # fmt: skip
TECHNICAL = (*IMPLEMENTERS, "technical_department", "technical_operations", "service_department_manager")
AUTHORS = (*TECHNICAL, *SALES)
REVIEWERS = (
    "technical_operations_manager", "service_department_manager", "technical_group_leader", "project_manager",
)  # fmt: skip
