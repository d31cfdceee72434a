"""The ground of the rights matrix serves here too: a record of every kind, of two customers."""

from tests.rights.conftest import asker, ground

__all__ = ["asker", "ground"]
