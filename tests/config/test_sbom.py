"""The bill of materials: valid, whole, the same at every writing, and silent about the machine (quality C11)."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import cyclonedx.schema
import pytest
from click.testing import CliRunner
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component
from jsonschema_rs import Registry, validator_for

from steward.config.bill_of_materials import bill
from steward.config.commands.sbom import command
from tests.house.source import CHECKOUT

MADE = bill(CHECKOUT)


def _schema(name: str) -> dict[str, Any]:
    path = resources.files(cyclonedx.schema) / "_res" / f"{name}.SNAPSHOT.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _faults(made: dict[str, Any]) -> list[str]:
    """By the schema of CycloneDX itself, as its library brings it."""
    names = ("spdx", "jsf-0.82")
    registry = Registry([(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", _schema(name)) for name in names])
    validator = validator_for(_schema("bom-1.6"), registry=registry, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(made)]


def _locked() -> set[str]:
    python = re.findall(r"^([\w.-]+==[^ \\]+)", (CHECKOUT / "requirements/runtime.lock").read_text(), re.MULTILINE)
    scripts = json.loads((CHECKOUT / "frontend/package-lock.json").read_text())["packages"]
    shipped = {"node_modules/@tabler/icons", *(path for path, about in scripts.items() if not about.get("dev"))} - {""}
    return {*python, *(f"{path.removeprefix('node_modules/')}=={scripts[path]['version']}" for path in shipped)}


def test_it_is_valid_by_the_schema() -> None:
    assert _faults(MADE) == []
    assert _faults({**MADE, "specVersion": 1.6}), "the control: the schema does find faults"
    assert _faults({**MADE, "components": [{"type": "library"}]})


def test_a_reader_of_such_bills_understands_it() -> None:
    read = Bom.from_json(MADE)  # type: ignore[attr-defined]  # added by its decorator
    names = {component.name for component in read.components if isinstance(component, Component)}
    assert {"django", "htmx.org"} <= names
    assert read.validate()


def test_every_locked_and_shipped_package_is_in_it_with_its_hashes() -> None:
    assert {f"{each['name']}=={each['version']}" for each in MADE["components"]} == _locked()
    assert all(each["hashes"] for each in MADE["components"])
    lock = (CHECKOUT / "requirements/runtime.lock").read_text()
    told = [hash_["content"] for each in MADE["components"] for hash_ in each["hashes"] if hash_["alg"] == "SHA-256"]
    assert sorted(told) == sorted(re.findall(r"sha256:([0-9a-f]{64})", lock))


def test_nearly_every_licence_is_known() -> None:
    # What is locked for other systems alone is not installed here.
    unknown = {each["name"] for each in MADE["components"] if "licenses" not in each}
    assert unknown <= {"colorama"}


def test_it_tells_who_uses_whom() -> None:
    uses = {each["ref"].rpartition("@")[0] or each["ref"]: each["dependsOn"] for each in MADE["dependencies"]}
    assert any(ref.startswith("pkg:pypi/asgiref@") for ref in uses["pkg:pypi/django"])
    assert any(ref.startswith("pkg:pypi/django@") for ref in uses["steward"])
    known = {"steward", *(each["bom-ref"] for each in MADE["components"])}
    assert {each["ref"] for each in MADE["dependencies"]} == known


def test_it_is_the_same_at_every_writing_and_names_neither_machine_nor_time(tmp_path: Path) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    for path in (first, second):
        assert CliRunner().invoke(command, ["--output", str(path)]).exit_code == 0
    text = first.read_text(encoding="utf-8")
    assert text == second.read_text(encoding="utf-8") == CliRunner().invoke(command, []).stdout
    assert str(CHECKOUT) not in text
    assert str(Path.home()) not in text
    assert "timestamp" not in text


def test_outside_a_checkout_it_is_a_sentence(tmp_path: Path) -> None:
    from steward.config.binaries import Trouble

    with pytest.raises(Trouble, match="checkout"):
        bill(tmp_path)
