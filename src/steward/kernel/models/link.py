"""Links between records; one shows only where both ends are visible."""

from __future__ import annotations

from django.db import models

from steward.kernel.models.record import Record


class Link(models.Model):
    """`source` stands in `relation` to `target`."""

    source = models.ForeignKey(Record, models.PROTECT, related_name="links_out", db_constraint=False)
    target = models.ForeignKey(Record, models.PROTECT, related_name="links_in", db_constraint=False)
    relation = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        """Once each; read from both ends."""

        constraints = (
            models.UniqueConstraint(fields=["source", "target", "relation"], name="link_once"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="link_not_to_itself"),
        )

    def __str__(self) -> str:
        """The relation."""
        return self.relation
