"""Accounts: of persons, of the system and of integrations; each is an actor (manual 6.6)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models.person import Person


class Accounts(BaseUserManager["User"]):
    """Makes accounts with a hashed password."""

    def create_user(self, username: str, password: str | None = None, **values: object) -> User:
        """A new account; without a password nobody can log in to it."""
        user = self.model(username=username, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. It carries no rights: those come from the duties of its person."""

    class Kind(models.TextChoices):
        """Who acts through the account."""

        PERSON = "person", _("Person")
        SYSTEM = "system", _("System")
        INTEGRATION = "integration", _("Integration")

    class Theme(models.TextChoices):
        """Colours of the page."""

        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    USERNAME_FIELD = "username"
    KEY = "username"

    username = models.CharField(_("User name"), max_length=150, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices, default=Kind.PERSON)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, verbose_name=_("Person"))
    is_active = models.BooleanField(_("Active"), default=True)
    # After this moment nobody acts through it; who comes from outside has such an account.
    valid_until = models.DateTimeField(_("Valid until"), null=True, blank=True)
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    zone = models.CharField(_("Time zone"), max_length=60, default="Asia/Shanghai")
    theme = models.CharField(_("Colours"), max_length=10, choices=Theme.choices, default=Theme.AUTO)
    notice_preferences = models.JSONField(_("Notices"), default=dict, blank=True)

    objects = Accounts()

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Account")
        verbose_name_plural = _("Accounts")

    def __str__(self) -> str:
        """The name shown beside what the account did."""
        return self.person.name if self.person else self.username
