"""Meetings from their agenda to the last action done (manual 2.1.8, 2.1.9)."""
