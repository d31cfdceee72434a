"""Incident management (manual 7.2)."""
