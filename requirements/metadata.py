"""Gives the wheel the dependencies that requirements/runtime.in states, so that they stand in one place."""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Dependencies(MetadataHookInterface):
    """Reads requirements/runtime.in."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the dynamic field `dependencies`."""
        lines = (Path(self.root) / "requirements" / "runtime.in").read_text().splitlines()
        stated = (line.partition("#")[0].strip() for line in lines)
        metadata["dependencies"] = [line for line in stated if line]
