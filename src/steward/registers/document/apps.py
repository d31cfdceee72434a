"""Documents under control (manual 1.4, 2.2, 10)."""

from importlib import import_module

from django.apps import AppConfig


class DocumentConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.registers.document"
    label = "document"

    def import_models(self) -> None:
        """The nouns of its own, those of documents in people's hands, and of records disposed of."""
        super().import_models()
        import_module(f"{self.name}.handing.models")
        import_module(f"{self.name}.disposing.models")
