"""Requests for resources and what top management decides on them (manual 2.1.1)."""
