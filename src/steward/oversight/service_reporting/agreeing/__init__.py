"""What is reported to whom, how often and by when (manual 5.2.1)."""
