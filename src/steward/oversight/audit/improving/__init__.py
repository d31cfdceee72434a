"""Improvements: measured, verified and told (manual 3.4.4)."""
