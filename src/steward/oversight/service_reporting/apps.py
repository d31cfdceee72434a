"""Service reports (manual 5.2)."""

from django.apps import AppConfig


class ServiceReportingConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.oversight.service_reporting"
    label = "service_reporting"
