"""Files that are brought in by a job: checked, shown, and on a second word written, whole or not at all (8.1.2)."""
