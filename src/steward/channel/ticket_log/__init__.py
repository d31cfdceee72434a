"""Bulk history: what another system knows of its tickets, brought in as records with their timeline."""
