"""Appointments from a draft to their end (manual 0.2, 2.1.5)."""
