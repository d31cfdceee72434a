"""Log-in by accounts that somebody has made: nobody signs up by himself, no secret lies about (manual 6.6)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from steward.people.second_factor import has_factor

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes the sign-up; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """Codes and the end of a factor are for whoever has just proved himself; setting one up is not."""
        if app == "allauth.mfa":
            return has_factor(context.request.user.pk)
        return bool(super().is_reauthentication_required(app=app))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Says nothing on log-in and log-out: the page itself shows it."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps secrets of second factors encrypted, so that no dump and no row history gives one away."""

    def encrypt(self, text: str) -> str:
        """As it lies in the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was. Raises ValidationError where the installation's secret is another one."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(
                _("This second factor was set up under another secret of the installation; an administrator resets it.")
            ) from error


class _Once:
    """A code serves once for as long as it is valid; the library forgets it after the first third of that time."""

    def clean_code(self) -> str:
        """The code. Raises ValidationError for a wrong or a used one."""
        code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        valid = (2 * settings.MFA_TOTP_TOLERANCE + 1) * settings.MFA_TOTP_PERIOD
        mark = f"second-factor-used-{self.user.pk}-{''.join(filter(str.isalnum, code))}"  # type: ignore[attr-defined]  # the form's
        if not cache.add(mark, "used", timeout=valid):
            wrong = "incorrect_code"
            raise Factors().validation_error(wrong)
        return code


class Code(_Once, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second question of the log-in."""


class CodeAgain(_Once, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The same within a session."""


def _cipher() -> Fernet:
    key = sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
