"""Audits of us by others: planned, held, reported, every finding followed (manual 1.2.2, A2.4.2)."""
