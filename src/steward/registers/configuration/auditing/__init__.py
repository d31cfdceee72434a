"""Audits of the configuration: planned, drawn, checked on site or by a scan, concluded with their rate (8.1.9)."""
