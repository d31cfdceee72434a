"""Service reports: agreed with the customer, drawn from live records, issued on their day (manual 5.2, 9.1.9)."""
