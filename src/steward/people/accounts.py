"""What an account's holder may change of it."""

from __future__ import annotations

from steward.people.models import User


def prefer(user_id: int, **settings: str) -> None:
    """Sets language, colours or zone of an account; the row's history tells of it."""
    User.objects.filter(pk=user_id).update(**settings)
