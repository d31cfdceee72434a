"""Incident management (manual 7.2)."""

from django.apps import AppConfig


class IncidentConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.processes.incident"
    label = "incident"
