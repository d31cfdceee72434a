"""Steward: IT service management by ISO/IEC 20000."""
