"""Performance reports: gathered from live records, issued with a judgement, read by top management (manual 0.3)."""
