"""Notices by mail and in the page."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers the channel with Django; its jobs are found in `tasks`."""

    name = "steward.channel.notices"
    label = "notices"
