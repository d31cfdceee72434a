"""From a mapping file to a checked mapping."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import yaml

from steward.channel.ticket_log.checking import Choices, checked
from steward.channel.ticket_log.mapping import Mapping
from steward.channel.ticket_log.sentences import Complaint, MappingRefused
from steward.channel.ticket_log.sentences import sentence as _

LONGEST_MAPPING = 256 * 1024


class _AsWritten(yaml.BaseLoader):
    """YAML where every scalar is the text that was written (`no` stays "no") and no key stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002  (PyYAML's signature)
        content: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        if len(content) != len(node.value):
            message = "a key stands twice in one place"
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)
        return content


def read_mapping(path: Path, *, choices: Choices) -> Mapping:
    """Read and check a mapping file; raises MappingRefused with every complaint.

    `choices` are the words of the record's fields `state` and `channel`, as its process declares them.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = _("The mapping cannot be read: {error}. Check the path.", error=error.strerror or error)
        raise MappingRefused([Complaint(str(path), reason)]) from error
    return parse_mapping(raw, name=str(path), choices=choices)


def parse_mapping(raw: bytes, *, name: str, choices: Choices) -> Mapping:
    """Check a mapping given as bytes; `name` stands in complaints about the file as a whole."""
    return checked(_loaded(raw, name), name=name, choices=choices)


def _loaded(raw: bytes, name: str) -> dict[str, object]:
    if len(raw) > LONGEST_MAPPING:
        reason = _("A mapping of {size} bytes is no mapping; was the log given in its place?", size=len(raw))
        raise MappingRefused([Complaint(name, reason)])
    try:
        content = yaml.load(raw.decode(), Loader=_AsWritten)  # noqa: S506  (BaseLoader makes text only)  # nosec B506
    except UnicodeDecodeError as error:
        reason = _("The mapping is not UTF-8 (byte {place}). Save it as UTF-8.", place=error.start)
        raise MappingRefused([Complaint(name, reason)]) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = _("The mapping is not YAML: {error}. See docs/import.md for an example.", error=_flat(error))
        raise MappingRefused([Complaint(name, reason)]) from error
    if not isinstance(content, dict):
        reason = _("The mapping must be keys and values, such as `source: servicedesk`. See docs/import.md.")
        raise MappingRefused([Complaint(name, reason)])
    return content


def _flat(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
