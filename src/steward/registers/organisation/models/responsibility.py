"""The responsibility matrix: which role does what in which process (manual 3.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.processes import SERVICE_PROCESSES
from steward.registers.organisation.roles import all_roles

if TYPE_CHECKING:
    from django.utils.functional import Promise

# What keeps the system itself running, beside the thirteen processes of a service project.
SYSTEM_PROCESSES = (
    ("service_planning", _("Planning and implementing services")),
    ("document_control", _("Control of documents and records")),
    ("competence", _("Competence and training")),
    ("internal_audit", _("Internal audit")),
    ("management_review", _("Management review")),
    ("improvement", _("Continual improvement")),
)
ACCOUNTABLE = "A"
# The kinds of record that each process works with, the one whose list stands for it first.
RECORDS = {
    "incident": ("incident",),
    "problem": ("problem",),
    "change": ("change", "change_template", "board_meeting"),
    "release": ("release", "rollout", "release_policy"),
    "configuration": (
        "ci",
        "baseline",
        "configuration_audit",
        "discrepancy",
        "configuration_plan",
        "configuration_report",
    ),
    "service_level": ("agreement", "service"),
    "document_control": ("edition",),
    "internal_audit": ("audit", "external_audit"),
    "management_review": ("management_review", "performance_report"),
    "improvement": ("nonconformity", "improvement"),
}  # fmt: skip


def ruled_processes() -> list[tuple[str, str | Promise]]:
    """Every process that the matrix has a row for, those of service projects first."""
    return [*((key, each.label) for key, each in SERVICE_PROCESSES.items()), *SYSTEM_PROCESSES]


class Responsibility(models.Model):
    """One cell of the matrix."""

    class Letter(models.TextChoices):
        """What a role has to do with a process."""

        ACCOUNTABLE = ACCOUNTABLE, _("A: answers for it")
        RESPONSIBLE = "R", _("R: carries it out")
        CONSULTED = "C", _("C: is asked")
        INFORMED = "I", _("I: is told")

    process = models.CharField(_("Process"), max_length=40, choices=ruled_processes)
    role = models.CharField(_("Role"), max_length=60, choices=all_roles)
    letter = models.CharField(_("Part"), max_length=1, choices=Letter.choices)

    class Meta:
        """One letter a cell, one role that answers for a process."""

        verbose_name = _("Responsibility")
        verbose_name_plural = _("Responsibility matrix")
        constraints = (
            models.UniqueConstraint(
                fields=["process", "role"], name="responsibility_once",
                violation_error_message=_("This role has its part in the process already: change that row."),
            ),
            models.UniqueConstraint(
                fields=["process"], condition=models.Q(letter=ACCOUNTABLE), name="one_role_answers_for_a_process",
                violation_error_message=_("Another role answers for this process already: one alone can; take it from"
                                          " that one first."),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """Which letter where."""
        return f"{self.process} · {self.role} · {self.letter}"
