"""Bulk history (manual 7.2.1: what was recorded elsewhere is recorded here)."""

from django.apps import AppConfig


class TicketLogConfig(AppConfig):
    """Registers the import's words with Django; it has no tables of its own."""

    name = "steward.channel.ticket_log"
    label = "ticket_log"
