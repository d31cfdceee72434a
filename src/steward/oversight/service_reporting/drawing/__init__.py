"""The figures of a period, drawn from live records section by section (manual 5.2.3)."""
