"""What the program is made of, from its locks alone: a CycloneDX 1.6 bill that is the same wherever it is written."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from steward.config.binaries import Trouble
from steward.config.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOT = "steward"
PYTHON_LOCK, SCRIPT_LOCK = "requirements/runtime.lock", "frontend/package-lock.json"
# Built with, and yet shipped: its drawings are copied into the pages' own.
DRAWN_FROM = ("node_modules/@tabler/icons",)
LONGEST_NAME = 80
_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ \\]+)(?: ; (?P<where>.+?))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^ +# +(?:via )?(\S.*)$")


def bill(checkout: Path) -> dict[str, Any]:
    """The bill of a checkout. Raises Trouble where there is none."""
    try:
        project = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]
        python = list(_pins((checkout / PYTHON_LOCK).read_text()))
        scripts = json.loads((checkout / SCRIPT_LOCK).read_text())["packages"]
    except FileNotFoundError as error:
        raise Trouble(_("The locks are in a checkout, and this is none: start ./steward sbom there.")) from error
    components = [component for component, _users in python] + [*_scripts(scripts)]
    made: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "pre-build"}],
            "component": {
                "type": "application",
                "bom-ref": ROOT,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": [{"expression": project["license"]}],
            },
        },
        "components": sorted(components, key=lambda component: str(component["bom-ref"])),
        "dependencies": _dependencies(python, scripts),
    }
    # A number of its own for every content, and the same for the same: neither time nor machine is in it.
    return {**made, "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(made, sort_keys=True))}"}


def _pins(lock: str) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each locked library with the names of those that use it."""
    for block in re.split(r"\n(?=\S)", lock):
        first, *rest = block.splitlines()
        found = _PIN.match(first)
        if not found:
            continue
        name, version = found["name"], found["version"]
        purl = f"pkg:pypi/{name}@{version}"
        component: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
        component["hashes"] = [{"alg": "SHA-256", "content": content} for content in sorted(_HASH.findall(block))]
        component |= _licences(name, version)
        if found["where"]:
            component["properties"] = [{"name": "steward:environment", "value": found["where"]}]
        users = (match[1] for line in rest if (match := _VIA.match(line)))
        yield component, [user for user in users if user != "via"]


def _licences(name: str, version: str) -> dict[str, Any]:
    """What the installed library says of itself; nothing where another version, or none, is installed."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return {}
    if about["Version"] != version:
        return {}
    if expressions := about.get_all("License-Expression"):
        return {"licenses": [{"expression": expressions[0]}]}
    words = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if each.startswith("License")]
    said = "".join(about.get_all("License") or ()).strip()
    if not words and said and "\n" not in said and len(said) <= LONGEST_NAME:
        words = [said]
    return {"licenses": [{"license": {"name": word}} for word in sorted(words)]} if words else {}


def _scripts(packages: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is in the scripts and styles that browsers get."""
    for path, about in packages.items():
        if path and _is_shipped(path, about):
            purl = _purl(path, about)
            kind, _dash, digest = about["integrity"].partition("-")
            content = base64.b64decode(digest).hex()
            yield {
                "type": "library",
                "bom-ref": purl,
                "name": path.removeprefix("node_modules/"),
                "version": about["version"],
                "purl": purl,
                "hashes": [{"alg": kind.upper().replace("SHA", "SHA-"), "content": content}],
                **({"licenses": [{"expression": about["license"]}]} if "license" in about else {}),
            }


def _is_shipped(path: str, about: dict[str, Any]) -> bool:
    return path in DRAWN_FROM or not about.get("dev")


def _purl(path: str, about: dict[str, Any]) -> str:
    return f"pkg:npm/{quote(path.removeprefix('node_modules/'), safe='/')}@{about['version']}"


def _dependencies(python: list[tuple[dict[str, Any], list[str]]], packages: dict[str, Any]) -> list[dict[str, Any]]:
    """Who uses whom; the program itself uses what its own lists name."""
    uses: dict[str, set[str]] = {ROOT: set()}
    refs = {component["name"]: component["bom-ref"] for component, _users in python}
    for component, users in python:
        uses.setdefault(component["bom-ref"], set())
        for user in users:
            uses.setdefault(ROOT if user.startswith("-r ") else refs[user], set()).add(component["bom-ref"])
    shipped = {path: _purl(path, about) for path, about in packages.items() if path and _is_shipped(path, about)}
    for path, ref in shipped.items():
        uses[ref] = {shipped[f"node_modules/{name}"] for name in packages[path].get("dependencies", ())}
    uses[ROOT] |= {shipped[f"node_modules/{name}"] for name in packages[""]["dependencies"]}
    uses[ROOT] |= {shipped[path] for path in DRAWN_FROM}
    return [{"ref": ref, "dependsOn": sorted(of)} for ref, of in sorted(uses.items())]
