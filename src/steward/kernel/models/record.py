"""The record: what every controlled thing is, whatever its chapter (manual 2.2, 10)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models import Party, Person, ServiceProject, Team, User


class Audience(models.IntegerChoices):
    """Who beside the provider may see a record, or one entry of its timeline."""

    EVERYBODY = 0, _("Everybody")
    CUSTOMER = 1, _("Customer and supplier")
    SUPPLIER = 2, _("Supplier only")
    INTERNAL = 3, _("Internal")


OPEN_WORK = (
    "state", "priority", "team", "owner", "due_at",
    "customer", "project", "supplier", "audience", "restriction",
)  # fmt: skip


class Record(models.Model):
    """One numbered thing with a life. Written by `kernel.acts` alone."""

    KEY = "number"

    kind = models.CharField(_("Kind"), max_length=40)
    number = models.CharField(_("Number"), max_length=40, unique=True)
    title = models.CharField(_("Title"), max_length=300)
    title_en = models.CharField(_("English title"), max_length=300, blank=True, default="")
    state = models.CharField(_("State"), max_length=40)
    priority = models.PositiveSmallIntegerField(_("Priority"), null=True, blank=True)
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    project = models.ForeignKey(ServiceProject, models.PROTECT, related_name="+", verbose_name=_("Service project"))
    supplier = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("Supplier"))
    service = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Service")
    )
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Owner"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Team"))
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Author"))
    audience = models.PositiveSmallIntegerField(_("Audience"), choices=Audience.choices)
    restriction = models.CharField(_("Restricted to"), max_length=20, blank=True, default="")
    opened_at = models.DateTimeField(_("Opened at"))
    updated_at = models.DateTimeField(_("Updated at"))
    due_at = models.DateTimeField(_("Due at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True)
    # When its contents were disposed of; number, kind, states and times stay (kernel/sql/disposed.sql).
    disposed_at = models.DateTimeField(_("Disposed of at"), null=True, editable=False)
    is_open = models.BooleanField(_("Open"), default=True)
    version = models.PositiveIntegerField(_("Version"), default=1)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("Tags"), default=list, blank=True)
    custom = models.JSONField(_("Further fields"), default=dict, blank=True)
    source = models.CharField(_("Source system"), max_length=60, null=True, blank=True)
    external_number = models.CharField(_("Number in the source system"), max_length=120, null=True, blank=True)

    class Meta:
        """Indexes name the view that reads them."""

        verbose_name = _("Record")
        verbose_name_plural = _("Records")
        constraints = (
            models.UniqueConstraint(fields=["source", "external_number"], name="record_once_per_source"),
            # What the scope columns of every protected table refer to.
            models.UniqueConstraint(
                fields=["id", "customer", "project", "supplier", "audience", "restriction"],
                name="record_scope",
            ),
        )
        indexes = (
            # The list of a kind, newest first, for the provider.
            models.Index(fields=["kind", "-updated_at", "-id"], name="record_list"),
            # The same for the contacts of a customer, and of a supplier.
            models.Index(fields=["customer", "kind", "-updated_at", "-id"], name="record_list_of_customer"),
            models.Index(fields=["supplier", "kind", "-updated_at", "-id"], name="record_list_of_supplier"),
            models.Index(fields=["project", "kind", "-updated_at", "-id"], name="record_list_of_project"),
            # Open work: the list's default view, counts in the menu, a team's queue, what is due next.
            models.Index(fields=["kind", "-updated_at", "-id"], condition=models.Q(is_open=True), name="record_open"),
            models.Index(
                fields=["team", "-updated_at", "-id"],
                condition=models.Q(is_open=True),
                name="record_open_team",
            ),
            models.Index(
                fields=["owner", "-updated_at", "-id"],
                condition=models.Q(is_open=True),
                name="record_open_owner",
            ),
            # The same list, and the counts in the menu, of those who see one customer, project or supplier.
            models.Index(
                fields=["customer", "kind", "-updated_at", "-id"],
                condition=models.Q(is_open=True),
                name="record_open_customer",
            ),
            models.Index(
                fields=["project", "kind", "-updated_at", "-id"],
                condition=models.Q(is_open=True),
                name="record_open_project",
            ),
            models.Index(
                fields=["supplier", "kind", "-updated_at", "-id"],
                condition=models.Q(is_open=True),
                name="record_open_supplier",
            ),
            # Backlogs: what a source states to be over without saying since when.
            models.Index(
                fields=["kind"], condition=models.Q(is_open=False, closed_at__isnull=True), name="record_undated"
            ),
            models.Index(fields=["kind", "due_at", "id"], condition=models.Q(is_open=True), name="record_open_due"),
            # The same by number and by opening, oldest first: else the whole history is read before the first open one.
            # It holds besides what the dashboard counts of open work, so that nothing else is read.
            models.Index(
                fields=["kind", "id"], condition=models.Q(is_open=True), name="record_open_number", include=OPEN_WORK
            ),
            models.Index(
                fields=["kind", "opened_at", "id"],
                condition=models.Q(is_open=True),
                name="record_open_opening",
            ),
            # Sorted by priority, open ones first.
            models.Index(fields=["kind", "is_open", "priority", "id"], name="record_by_priority"),
            # Sorted by opening, and the figures by month.
            models.Index(fields=["kind", "-opened_at", "-id"], name="record_by_opening"),
            # Look-up by the number of the system a record came from.
            models.Index(
                fields=["external_number"],
                condition=models.Q(external_number__isnull=False),
                name="record_external",
            ),
        )

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"
