"""Service level management: catalogue services and agreements (manual 6.1)."""

from django.apps import AppConfig


class ServiceLevelConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.registers.service_level"
    label = "service_level"
