"""Conformity (manual 3.3, 3.4)."""

from django.apps import AppConfig


class ConformityConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.oversight.conformity"
    label = "conformity"
