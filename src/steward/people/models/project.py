"""Service projects, one per service contract, and their tailoring (manual 2.1.4.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual
from steward.people.grid import GridField
from steward.people.models.party import Party
from steward.people.models.person import Person

IMPACTS = (("1", _("High impact")), ("2", _("Medium impact")), ("3", _("Low impact")))
URGENCIES = (("1", _("High urgency")), ("2", _("Medium urgency")), ("3", _("Low urgency")))


class ServiceProject(Bilingual):
    """How one service contract is run: for whom, from when, with which processes and which priorities."""

    KEY = "code"

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    customer = models.ForeignKey(Party, models.PROTECT, related_name="projects", verbose_name=_("Customer"))
    contract_number = models.CharField(_("Contract number"), max_length=60, blank=True)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    zone = models.CharField(_("Time zone"), max_length=60, default="Asia/Shanghai")
    priority_matrix = GridField(_("Priority by impact and urgency"), rows=IMPACTS, columns=URGENCIES, complete=True)
    closes_after_days = models.PositiveSmallIntegerField(_("Closes unanswered solutions after (days)"), default=5)

    class Meta:
        """The pair (id, customer) is what records refer to, so that both always agree."""

        verbose_name = _("Service project")
        verbose_name_plural = _("Service projects")
        constraints = (models.UniqueConstraint(fields=["id", "customer"], name="project_of_customer"),)


class Tailoring(models.Model):
    """One edition of a project's choice among the optional processes; in force once approved."""

    project = models.ForeignKey(
        ServiceProject, models.PROTECT, related_name="tailorings", verbose_name=_("Service project")
    )
    edition = models.PositiveIntegerField(_("Edition"))
    contract_passage = models.TextField(_("Contract passage"), blank=True)
    drawn_up_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, verbose_name=_("Drawn up by"))
    approved_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("Approved by")
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)

    class Meta:
        """Editions count up within a project; nobody approves what they drew up."""

        verbose_name = _("Tailoring")
        verbose_name_plural = _("Tailorings")
        constraints = (
            models.UniqueConstraint(fields=["project", "edition"], name="tailoring_edition_once"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("drawn_up_by")),
                name="tailoring_not_approved_by_its_author",
            ),
        )

    def __str__(self) -> str:
        """Which edition of which project."""
        return f"{self.project} · {self.edition}"


class TailoredProcess(models.Model):
    """Whether an edition uses one process, and why not where it does not."""

    tailoring = models.ForeignKey(Tailoring, models.CASCADE, related_name="choices")
    process = models.CharField(_("Process"), max_length=40)
    used = models.BooleanField(_("Used"))
    reason_zh = models.TextField(_("Reason (Chinese)"), blank=True)
    reason_en = models.TextField(_("Reason (English)"), blank=True)

    class Meta:
        """One choice a process."""

        verbose_name = _("Tailored process")
        verbose_name_plural = _("Tailored processes")
        constraints = (models.UniqueConstraint(fields=["tailoring", "process"], name="one_choice_a_process"),)

    def __str__(self) -> str:
        """The process chosen about."""
        return self.process
