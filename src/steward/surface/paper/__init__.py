"""Papers: what is printed, as a small typed structure, set as PDF or Word; knows no chapter (manual 5.4)."""
