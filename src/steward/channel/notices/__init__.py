"""Notices by mail and in the page (manual 2.1.8, 7.2.1)."""
