"""Knowledge (manual 7.2.2)."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.registers.knowledge"
    label = "knowledge"
