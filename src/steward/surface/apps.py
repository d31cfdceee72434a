"""Surfaces of any process: list, page, form, move, REST, export."""

from django.apps import AppConfig


class SurfaceConfig(AppConfig):
    """Registers the surface with Django."""

    name = "steward.surface"
    label = "surface"
