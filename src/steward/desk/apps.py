"""The desk: where chapters meet for those who work on them (manual 7.1)."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the desk's words with Django; it has no tables of its own."""

    name = "steward.desk"
    label = "desk"
