"""Audits, nonconformities, management reviews and performance reports (manual 0.3, 3.4)."""

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.oversight.audit"
    label = "audit"

    def import_models(self) -> None:
        """The nouns of its own, and those of external audits and performance reports."""
        super().import_models()
        import_module(f"{self.name}.external.models")
        import_module(f"{self.name}.performing.models")
