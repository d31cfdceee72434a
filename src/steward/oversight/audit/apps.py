"""Audits, nonconformities and management reviews (manual 3.4)."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.oversight.audit"
    label = "audit"
