"""The nouns of knowledge: articles, and what their readers say of them (manual 7.2.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Category, Record
from steward.kernel.sheet import Column, SheetField
from steward.people.models import User


class Readers(models.TextChoices):
    """Who may read an article once it is published."""

    INTERNAL = "internal", _("The provider's people of the project")
    CUSTOMER = "customer", _("The customer too")
    EVERYBODY = "everybody", _("Everybody, other customers too")


CHECKS = (Column("check", _("Check"), required=True), Column("expected", _("Expected result")))

# The same while it is gone through in a ticket.
RUN = (
    *CHECKS, Column("done", _("Done"), "flag"), Column("found", _("What was found")),
)  # fmt: skip


class Article(Record):
    """What is known of a symptom: its cause and what helps."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Category")
    )
    readers = models.CharField(_("Readers"), max_length=20, choices=Readers.choices, default=Readers.INTERNAL)
    symptom = models.TextField(_("Symptom"), max_length=20000, blank=True, default="")
    cause = models.TextField(_("Cause"), max_length=20000, blank=True, default="")
    solution = models.TextField(_("Solution"), max_length=20000, blank=True, default="")
    checks = SheetField(_("Check list"), columns=CHECKS, most=60)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    edition = models.PositiveIntegerField(_("Edition"), default=1, editable=False)
    published_at = models.DateTimeField(_("Published at"), null=True, blank=True, editable=False)
    retire_reason = models.TextField(_("Reason of the retirement"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Article")
        verbose_name_plural = _("Knowledge")
        indexes = (
            # The list by category.
            models.Index(fields=["category", "-record"], name="article_by_category"),
            # Published articles past their review date (7.2.2).
            models.Index(fields=["valid_until"], name="article_by_validity"),
        )


class Vote(models.Model):
    """Whether an article helped one of its readers; each has one word on it."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Reader"))
    helped = models.BooleanField(_("Helped"))
    made_at = models.DateTimeField(_("Said at"))

    class Meta:
        """One word a reader."""

        constraints = (models.UniqueConstraint(fields=["record", "user"], name="vote_once"),)

    def __str__(self) -> str:
        """Whether it helped."""
        return str(self.helped)
