"""The one gate for whatever comes from outside: forms, REST, imports and mail."""

from steward.kernel.cleaning import clean_text
from steward.kernel.intake.values import read_values

__all__ = ["clean_text", "read_values"]
