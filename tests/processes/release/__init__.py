"""Tests of release management (manual 9.1)."""
