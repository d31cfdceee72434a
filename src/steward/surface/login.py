"""Log-in by accounts that somebody has made: nobody signs up by himself (manual 6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes the sign-up; everything else is allauth's."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Never."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Says nothing on log-in and log-out: the page itself shows it."""
