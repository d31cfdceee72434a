"""The company's profile: statements, offices, certificates, and when it was last confirmed (manual 1.1)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual, in_chinese
from steward.people.models import Person, Unit

LONG = 20_000
LONGEST_NOTICE = 730


class Statement(models.Model):
    """What the company says of itself under one heading, in both languages."""

    class Subject(models.TextChoices):
        """Headings in the order of the profile."""

        COMPANY = "company", _("Who we are")
        SERVICES = "services", _("What we do")
        CUSTOMERS = "customers", _("For whom")
        QUALIFICATION = "qualification", _("What we can show")

    subject = models.CharField(_("Heading"), max_length=20, unique=True, choices=Subject.choices)
    text_zh = models.TextField(_("Text (Chinese)"), max_length=LONG)
    text_en = models.TextField(_("Text (English)"), max_length=LONG)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Statement of the profile")
        verbose_name_plural = _("Company profile")

    def __str__(self) -> str:
        """Its heading."""
        return str(self.Subject(self.subject).label)

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return self.text_zh if in_chinese() else self.text_en


class Confirmation(models.Model):
    """Somebody of management has looked at profile and organisation and says that both are as they stand here."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        """Found by time."""

        indexes = (
            # The latest, on the organisation page and for the judges.
            models.Index(fields=["-confirmed_at"], name="confirmation_latest"),
        )

    def __str__(self) -> str:
        """Who, when."""
        return f"{self.person} · {self.confirmed_at:%Y-%m-%d}"


class Office(models.Model):
    """Where a unit sits: the head office, a branch, a site."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="office", verbose_name=_("Unit"))
    address_zh = models.CharField(_("Address (Chinese)"), max_length=300)
    address_en = models.CharField(_("Address (English)"), max_length=300)
    phone = models.CharField(_("Phone"), max_length=60, blank=True, default="")
    purpose_zh = models.CharField(_("What is done there (Chinese)"), max_length=300, blank=True, default="")
    purpose_en = models.CharField(_("What is done there (English)"), max_length=300, blank=True, default="")

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Office")
        verbose_name_plural = _("Offices")

    def __str__(self) -> str:
        """Whose office."""
        return str(self.unit)

    @property
    def address(self) -> str:
        """The address in the reader's language."""
        return self.address_zh if in_chinese() else self.address_en

    @property
    def purpose(self) -> str:
        """What is done there, in the reader's language."""
        return self.purpose_zh if in_chinese() else self.purpose_en


class Certificate(Bilingual):
    """A certificate or qualification of the company, with its limit."""

    KEY = "number"

    number = models.CharField(_("Certificate number"), max_length=80, unique=True)
    scope_zh = models.CharField(_("Scope (Chinese)"), max_length=500)
    scope_en = models.CharField(_("Scope (English)"), max_length=500)
    issuer_zh = models.CharField(_("Issuer (Chinese)"), max_length=200)
    issuer_en = models.CharField(_("Issuer (English)"), max_length=200)
    holder = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Holder (none: the company)")
    )
    valid_from = models.DateField(_("Certificate valid from"))
    valid_until = models.DateField(_("Certificate valid until"))
    remind_days = models.PositiveSmallIntegerField(
        _("Remind before the limit (days)"), default=90, validators=[MaxValueValidator(LONGEST_NOTICE)]
    )
    in_use = models.BooleanField(_("In use"), default=True)
    kept_at = models.CharField(_("Where the original is kept"), max_length=300, blank=True, default="")

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Certificate of the company")
        verbose_name_plural = _("Certificates of the company")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="company_certificate_ends_after_it_starts",
                violation_error_message=_("A certificate can't end before it begins: look at both days."),
            ),
        )

    @property
    def scope(self) -> str:
        """The scope in the reader's language."""
        return self.scope_zh if in_chinese() else self.scope_en

    @property
    def issuer(self) -> str:
        """The issuer in the reader's language."""
        return self.issuer_zh if in_chinese() else self.issuer_en
