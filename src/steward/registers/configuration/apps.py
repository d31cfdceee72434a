"""Configuration management: what we run, where it stands, what hangs on it (manual 8.1)."""

from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.registers.configuration"
    label = "configuration"
