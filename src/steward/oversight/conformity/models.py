"""What judges found: how each clause stands from day to day, and the very cases (manual 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from steward.kernel.catalogue import all_judges
from steward.kernel.judges import Verdict
from steward.people.models import Party, ServiceProject, User

if TYPE_CHECKING:
    from steward.kernel.process import Text


class Judged(models.Model):
    """Whose a finding is: of one rule in one service project; none where the rule is about the company."""

    judge = models.CharField(_("Rule"), max_length=60)
    project = models.ForeignKey(
        ServiceProject, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("Service project")
    )
    customer = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("Customer")
    )

    class Meta:
        """No table of its own."""

        abstract = True


class Standing(Judged):
    """How a rule stood from one day until the day before another; the present one has no end.

    Within its first day a row is brought up to date; from the next day on a difference begins a new row, so that the
    map of every day that is over can be shown and is never altered.
    """

    verdict = models.CharField(_("Verdict"), max_length=10, choices=Verdict.choices)
    judged = models.PositiveIntegerField(_("Cases"))
    breached = models.PositiveIntegerField(_("Breached"))
    due = models.PositiveIntegerField(_("Due"))
    next_at = models.DateTimeField(_("Next falls due at"), null=True)
    from_day = models.DateField(_("From"))
    until_day = models.DateField(_("Until"), null=True)
    since = models.DateField(_("In this state since"))

    class Meta:
        """One present row each."""

        constraints = (
            models.UniqueConstraint(
                fields=["judge", "project"], condition=Q(until_day=None), nulls_distinct=False, name="standing_once"
            ),
        )
        indexes = (
            # The map of a day.
            models.Index(fields=["from_day", "until_day"], name="standing_of_day"),
            # The course of a rule.
            models.Index(fields=["judge", "from_day"], name="standing_of_judge"),
        )

    def __str__(self) -> str:
        """Rule and verdict."""
        return f"{self.judge} {self.verdict}"


class Case(Judged):
    """One row that is not as its rule says, or will fall due within days: found at, gone at."""

    class Mark(models.TextChoices):
        """How a case stands."""

        BREACHED = "breached", pgettext_lazy("verdict", "Breached")
        DUE = "due", pgettext_lazy("verdict", "Due")
        AHEAD = "ahead", pgettext_lazy("verdict", "Falls due soon")

    # The key of the judged row; its number and title are read where the reader may see them.
    ref = models.BigIntegerField()
    is_record = models.BooleanField()
    label = models.CharField(_("Case"), max_length=300, blank=True, default="")
    mark = models.CharField(_("Verdict"), max_length=10, choices=Mark.choices)
    until = models.DateTimeField(_("Until"), null=True)
    found_at = models.DateTimeField(_("Found at"))
    gone_at = models.DateTimeField(_("Gone at"), null=True)

    class Meta:
        """One present row each."""

        constraints = (models.UniqueConstraint(fields=["judge", "ref"], condition=Q(gone_at=None), name="case_once"),)
        indexes = (
            # The cases of a rule on a day.
            models.Index(fields=["judge", "found_at"], name="case_of_judge"),
            # The present cases of a rule, the worst first, on the clause's page.
            models.Index(fields=["judge", "mark", "until", "id"], condition=Q(gone_at=None), name="case_by_mark"),
            # Whose moment came since the last look.
            models.Index(fields=["until", "id"], condition=Q(gone_at=None), name="case_by_until"),
            # What falls due next; most of what is past its day is breached, and would stand before it.
            models.Index(fields=["until", "id"], condition=Q(gone_at=None) & ~Q(mark="breached"), name="case_ahead"),
        )

    def __str__(self) -> str:
        """Rule and verdict."""
        return f"{self.judge} {self.mark}"


class Run(models.Model):
    """When a rule was judged last, how long it took, and why it could not be where it could not."""

    judge = models.CharField(_("Rule"), max_length=60, unique=True)
    ran_at = models.DateTimeField(_("Judged at"))
    seconds = models.FloatField(_("Took (s)"))
    fault = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        """One a rule."""

    def __str__(self) -> str:
        """The rule."""
        return self.judge


class Lookout(models.Model):
    """Up to where changes were seen: the oldest transaction that was still running at the last look."""

    era = models.IntegerField()
    xid = models.BigIntegerField()
    looked_at = models.DateTimeField()

    class Meta:
        """One row."""

    def __str__(self) -> str:
        """The moment."""
        return f"{self.looked_at:%Y-%m-%d %H:%M}"


def figure_names() -> list[tuple[str, Text]]:
    """What the rules ask the company for."""
    return sorted({each.name: each.label for judge in all_judges() for each in judge.figures}.items())


class Figure(models.Model):
    """A figure of the company's own from a day on: days, hours, a share; the newest begun one holds."""

    name = models.CharField(_("Figure"), max_length=60, choices=figure_names)
    value = models.PositiveIntegerField(_("Value"), validators=[MaxValueValidator(100_000)])
    from_on = models.DateField(_("From"))
    reason = models.CharField(_("Reason"), max_length=300, blank=True, default="")

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Company figure")
        verbose_name_plural = _("Company figures")
        constraints = (models.UniqueConstraint(fields=["name", "from_on"], name="figure_once_a_day"),)

    def __str__(self) -> str:
        """Name and value."""
        return f"{self.name} {self.value}"


class Pack(models.Model):
    """An audit pack that was made: by whom, of which day, and the seal and verdicts to compare it with."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Made by"))
    made_at = models.DateTimeField(_("Made at"))
    day = models.DateField(_("Day"))
    language = models.CharField(_("Language"), max_length=2)
    seal = models.CharField(_("Seal"), max_length=64)
    parts = models.PositiveIntegerField(_("Parts"))
    size = models.PositiveBigIntegerField(_("Size"))
    verdicts = models.JSONField(_("Verdicts"))
    # When the written file was read again and found whole; nothing of a pack is altered afterwards.
    verified_at = models.DateTimeField(_("Found whole at"), null=True)

    class Meta:
        """The newest first."""

        verbose_name = _("Audit pack")
        verbose_name_plural = _("Audit packs")
        indexes = (
            # The list of packs.
            models.Index(fields=["-made_at"], name="pack_by_time"),
        )

    def __str__(self) -> str:
        """Day and seal."""
        return f"{self.day} {self.seal[:12]}"


class AskedPack(models.Model):
    """A pack that somebody asked for by a page: how far it is, and which it became.

    `held` are the sets that its asker saw by: whoever opens the file has to see by all of them. `run` counts the
    workers that began it: the one that began last writes, every other one gives up.
    """

    WAITING, RUNNING, DONE, STOPPED, CANCELLED = "waiting", "running", "done", "stopped", "cancelled"
    UNFINISHED = (WAITING, RUNNING)

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    held = models.JSONField()
    state = models.CharField(max_length=10, default=WAITING)
    why = models.CharField(max_length=20, blank=True, default="")
    run = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    pack = models.OneToOneField(Pack, models.PROTECT, null=True, related_name="asked")

    class Meta:
        """Read by account."""

        indexes = (
            # Whether one is under way, and how many are ready and not seen, on every page.
            models.Index(fields=["user", "-id"], name="asked_pack_of_user"),
        )

    def __str__(self) -> str:
        """Language and state."""
        return f"{self.language} {self.state}"


class PackTaken(models.Model):
    """The file of a pack was saved: by whom, when. Never altered."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="taken")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        """Read with their pack."""

    def __str__(self) -> str:
        """The moment."""
        return f"{self.taken_at:%Y-%m-%d %H:%M}"
