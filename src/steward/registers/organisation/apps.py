"""Appointments, duties, responsibilities, meetings and the company's profile (manual 0, 1.1, 2.1)."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Registers the chapter with Django."""

    name = "steward.registers.organisation"
    label = "organisation"
