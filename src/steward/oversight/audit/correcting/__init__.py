"""Nonconformities and what is done about them (manual 3.4.2, 3.4.5)."""
