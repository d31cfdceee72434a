"""Change management (manual 8.2)."""

from django.apps import AppConfig


class ChangeConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.processes.change"
    label = "change"
