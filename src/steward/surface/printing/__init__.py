"""What of Steward is printed: records, one of their texts, lists; as their reader sees them (manual 5.4)."""
