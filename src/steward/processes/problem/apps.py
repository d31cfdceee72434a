"""Problem management (manual 7.3)."""

from django.apps import AppConfig


class ProblemConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.processes.problem"
    label = "problem"
