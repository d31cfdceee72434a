"""Documents under control (manual 1.4, 2.2, 10)."""

from django.apps import AppConfig


class DocumentConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.registers.document"
    label = "document"
