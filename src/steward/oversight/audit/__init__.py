"""Audits, nonconformities and management reviews (manual 2.1.10, 2.1.11, 3.4)."""
