"""The nouns of release management: policies, releases, their roll-outs at sites, results of pipelines (manual 9.1)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record, RecordKey
from steward.kernel.sheet import SheetField
from steward.people.models import User
from steward.processes.release import words
from steward.processes.release.words import Outcome, Rehearsed, ReleaseType, RunOutcome, Stage, Update

MOST_HOURS = [MinValueValidator(1), MaxValueValidator(720)]


class ReleasePolicy(Record):
    """The rules by which releases of a service project are made; one is in force (9.1.1)."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    frequency = models.TextField(_("Frequency and types"), max_length=5000, blank=True, default="")
    duties = models.TextField(_("Roles and responsibilities"), max_length=5000, blank=True, default="")
    authority = SheetField(_("Authority over tests and roll-outs"), columns=words.AUTHORITY, most=40)
    version_pattern = models.CharField(
        _("Naming of versions (# a number, * letters and numbers)"), max_length=60, blank=True, default=""
    )
    identification = models.TextField(_("Identification and description"), max_length=5000, blank=True, default="")
    grouping = models.TextField(_("How changes are grouped"), max_length=5000, blank=True, default="")
    automation = models.TextField(
        _("Automation of build, installation and distribution"), max_length=5000, blank=True, default=""
    )
    acceptance = models.TextField(_("Verification and acceptance"), max_length=5000, blank=True, default="")
    notice_hours = models.PositiveSmallIntegerField(
        _("Result told within (hours after going live)"), default=4, validators=MOST_HOURS
    )
    update_hours = models.PositiveSmallIntegerField(
        _("CMDB and knowledge updated within (hours after the end)"), default=72, validators=MOST_HOURS
    )
    review_on = models.DateField(_("Next review on"), null=True, blank=True)
    review_result = models.TextField(_("Result of the review"), max_length=2000, blank=True, default="")
    end_reason = models.TextField(_("Why it ends"), max_length=2000, blank=True, default="")
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True, editable=False)

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Release policy")
        verbose_name_plural = _("Release policies")


class Plan(models.Model):
    """The parts of a release plan beside its roll-outs (9.1.2)."""

    planned_on = models.DateField(_("Planned for"), null=True, blank=True)
    deliverables = models.TextField(_("What is delivered"), max_length=5000, blank=True, default="")
    contents = SheetField(_("Contents"), columns=words.CONTENTS, most=200, on_page=False)
    test_errors = models.TextField(
        _("Errors found in test (or that none were)"), max_length=5000, blank=True, default=""
    )
    backout_plan = SheetField(_("Back-out plan"), columns=words.WAY_BACK)
    acceptance = models.TextField(_("Verification and acceptance"), max_length=5000, blank=True, default="")
    communication = models.TextField(
        _("Communication, preparation and training"), max_length=5000, blank=True, default=""
    )
    logistics = models.TextField(
        _("Logistics: purchase, storage, distribution, disposal"), max_length=5000, blank=True, default=""
    )
    resources = models.TextField(_("Resources that keep the service levels"), max_length=5000, blank=True, default="")
    risks = models.TextField(_("Risks and related changes"), max_length=5000, blank=True, default="")
    meetings = SheetField(_("Meetings with customers"), columns=words.MEETINGS, most=40)

    class Meta:
        """No table of its own."""

        abstract = True


class Release(Record, Plan):
    """Changes that are tested together and go into production together."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    version_label = models.CharField(_("Version"), max_length=60, blank=True, default="")
    release_type = models.CharField(
        _("Type of release"), max_length=20, choices=ReleaseType.choices, default=ReleaseType.MINOR
    )
    description = models.TextField(_("Description"), max_length=20000, blank=True, default="")
    build_reference = models.CharField(_("Build"), max_length=200, blank=True, default="")
    tests = SheetField(_("Test record"), columns=words.TESTS)
    planned_baseline = RecordKey(
        kinds=("baseline",), null=True, blank=True, db_constraint=False, verbose_name=_("Planned baseline")
    )
    release_note = models.TextField(_("Release note"), max_length=20000, blank=True, default="")
    installation_guide = models.TextField(_("Installation guide"), max_length=20000, blank=True, default="")
    test_accepted = models.TextField(
        _("Acceptance of the tests: by whom, how"), max_length=2000, blank=True, default=""
    )
    # The lines of both gates as the policy stood when the release came before them.
    test_lines = SheetField(_("Authority over the test"), columns=words.LINES, editable=False, on_page=False)
    roll_out_lines = SheetField(_("Authority over the roll-out"), columns=words.LINES, editable=False, on_page=False)
    notice_hours = models.PositiveSmallIntegerField(_("Result told within (hours)"), null=True, editable=False)
    update_hours = models.PositiveSmallIntegerField(_("Updates within (hours)"), null=True, editable=False)
    return_reason = models.TextField(_("Reason of the return"), max_length=2000, blank=True, default="")
    rehearsal_place = models.CharField(_("Where it was rehearsed"), max_length=200, blank=True, default="")
    rehearsed_on = models.DateField(_("Rehearsed on"), null=True, blank=True)
    rehearsal_result = models.CharField(
        _("Result of the rehearsal"), max_length=10, choices=Rehearsed.choices, null=True, blank=True
    )
    rehearsal_record = models.TextField(_("Record of the rehearsal"), max_length=5000, blank=True, default="")
    rehearsed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Rehearsed by")
    )
    rehearsal_review = models.TextField(_("Review of the rehearsal"), max_length=5000, blank=True, default="")
    rehearsal_reviewed_at = models.DateTimeField(_("Rehearsal reviewed at"), null=True, editable=False)
    approved_at = models.DateTimeField(_("Approved at"), null=True, editable=False)
    started_at = models.DateTimeField(_("Roll-out started at"), null=True, editable=False)
    concluded_at = models.DateTimeField(_("Concluded at"), null=True, editable=False)
    outcome = models.CharField(_("Outcome"), max_length=20, choices=Outcome.choices, null=True, editable=False)
    result = models.TextField(
        _("Result, as the desk and the customer are told"), max_length=5000, blank=True, default=""
    )
    failure_cause = models.TextField(_("Cause of the failure"), max_length=5000, blank=True, default="")
    cause_confirmed_at = models.DateTimeField(_("Cause confirmed at"), null=True, editable=False)
    drop_reason = models.TextField(_("Why nothing follows from the failure"), max_length=2000, blank=True, default="")
    cmdb_update = models.CharField(_("CMDB"), max_length=20, choices=Update.choices, null=True, blank=True)
    cmdb_note = models.TextField(_("CMDB: note, or why not needed"), max_length=2000, blank=True, default="")
    problem_update = models.CharField(
        _("Problem knowledge"), max_length=20, choices=Update.choices, null=True, blank=True
    )
    problem_note = models.TextField(
        _("Problem knowledge: note, or why not needed"), max_length=2000, blank=True, default=""
    )
    incident_update = models.CharField(
        _("Incident knowledge"), max_length=20, choices=Update.choices, null=True, blank=True
    )
    incident_note = models.TextField(
        _("Incident knowledge: note, or why not needed"), max_length=2000, blank=True, default=""
    )
    installed_baseline = RecordKey(
        kinds=("baseline",), null=True, blank=True, db_constraint=False, verbose_name=_("Installed baseline")
    )
    difference_reason = models.TextField(
        _("Why what is installed differs from what was planned"), max_length=5000, blank=True, default=""
    )
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Release")
        verbose_name_plural = _("Releases")
        indexes = (
            # Whether a version is taken already.
            models.Index(fields=["version_label"], name="release_by_version"),
        )

    def __str__(self) -> str:
        """Number and version."""
        return f"{self.number} {self.version_label}"


class Rollout(Record):
    """A release at one site: when, how, how it went, and the way back where it did not go well."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    release = RecordKey(kinds=("release",), null=True, blank=True, db_constraint=False, verbose_name=_("Release"))
    change = RecordKey(
        kinds=("change",), null=True, blank=True, db_constraint=False, verbose_name=_("Change that covers it")
    )
    planned_start = models.DateTimeField(_("Planned start"), null=True, blank=True)
    planned_end = models.DateTimeField(_("Planned end"), null=True, blank=True)
    run_sheet = SheetField(_("Run sheet"), columns=words.STEPS, on_page=False)
    checks = SheetField(_("Checks after going live"), columns=words.CHECKS, on_page=False)
    backout_steps = SheetField(_("Back-out, step by step"), columns=words.STEPS, on_page=False)
    started_at = models.DateTimeField(_("Started at"), null=True, editable=False)
    live_at = models.DateTimeField(_("Live since"), null=True, editable=False)
    notice_due_at = models.DateTimeField(_("Result to be told until"), null=True, editable=False)
    settled_at = models.DateTimeField(_("Verified or backed out at"), null=True, editable=False)
    failure = models.TextField(_("What failed"), max_length=5000, blank=True, default="")
    result = models.TextField(
        _("Result, as the desk and the customer are told"), max_length=5000, blank=True, default=""
    )
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Roll-out")
        verbose_name_plural = _("Roll-outs")
        indexes = (
            # The sites of a release.
            models.Index(fields=["release", "planned_start"], name="rollout_of_release"),
            # The forward schedule: what overlaps a span of time.
            models.Index(fields=["planned_start", "planned_end"], name="rollout_by_window"),
        )


class Build(models.Model):
    """A run of a pipeline for a release: built, tested or deployed, and how it ended; never altered."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    run = models.CharField(_("The pipeline's own number"), max_length=100)
    stage = models.CharField(_("Stage"), max_length=10, choices=Stage.choices)
    outcome = models.CharField(_("Outcome"), max_length=10, choices=RunOutcome.choices)
    build_reference = models.CharField(_("Build"), max_length=200)
    site = models.CharField(_("Roll-out"), max_length=40, blank=True, default="")
    url = models.CharField(_("Link"), max_length=500, blank=True, default="")
    ended_at = models.DateTimeField(_("Ended at"))
    received_at = models.DateTimeField(_("Received at"))

    class Meta:
        """Once each; the newest of a release first."""

        constraints = (models.UniqueConstraint(fields=["record", "run", "stage"], name="build_once"),)
        indexes = (
            # The page of a release, and whether its build has passed its tests.
            models.Index(fields=["record", "-ended_at", "-id"], name="build_of_release"),
        )

    def __str__(self) -> str:
        """Stage and outcome."""
        return f"{self.stage} {self.outcome}"
