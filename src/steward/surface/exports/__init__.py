"""Lists as files: at once up to 5,000 rows, by a job with its progress beyond (manual 10)."""
