"""Items and relations in bulk: read from tables, reconciled, written whole or not at all (manual 8.1.2)."""
