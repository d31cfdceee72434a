"""Release management (manual 9)."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.processes.release"
    label = "release"
