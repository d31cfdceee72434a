"""The controlled record: one pen, one judge, one timeline."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers the kernel with Django."""

    name = "steward.kernel"
    label = "kernel"
