"""Management reviews: inputs frozen, conclusions, decisions followed (manual 2.1.11, 3.3.3, 3.4.3)."""
