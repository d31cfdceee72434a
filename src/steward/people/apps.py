"""The ground floor: who there is, what they may do and for whom (manual 2.1)."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers the ground floor with Django."""

    name = "steward.people"
    label = "people"
