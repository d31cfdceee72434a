"""Knowledge: what helped once helps again (manual 7.2.2)."""
