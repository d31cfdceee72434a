"""Where this installation's database is and who logs in to it, as one file that only its owner may read."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import psycopg
from psycopg.conninfo import make_conninfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Role = Literal["owner", "web", "system"]
ROLES: tuple[Role, ...] = ("owner", "web", "system")


@dataclass(frozen=True)
class Login:
    """A database role that can log in."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Connection:
    """The database of one data folder; `options` are libpq's own words, such as sslmode."""

    data: Path
    host: str
    port: int
    name: str
    owner: Login
    web: Login
    system: Login
    embedded: bool
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, data: Path) -> Connection:
        """Read `<data>/connection.json`; FileNotFoundError before the first start."""
        stored: dict[str, Any] = json.loads((data / "connection.json").read_text())
        stored |= {role: Login(**stored[role]) for role in ROLES}
        return cls(data=data, **stored)

    def save(self) -> None:
        """Write `<data>/connection.json` so that a reader sees the old file or the new one, never half."""
        write_private(self.data / "connection.json", self.place() | {"embedded": self.embedded})

    def place(self) -> dict[str, Any]:
        """Return what settings need to know of the database, as plain data."""
        place = asdict(self)
        del place["data"], place["embedded"]
        return place

    def environ(self, role: Role, *besides: Role) -> dict[str, str]:
        """Return what a process of ours needs to act as `role`; of other roles it learns those in `besides`."""
        known = {name: value for name, value in self.place().items() if name not in {*ROLES} - {role, *besides}}
        return {
            "STEWARD_DATA": str(self.data),
            "STEWARD_DATABASE": json.dumps(known),
            "STEWARD_ROLE": role,
            "STEWARD_SECRET_KEY": Secrets.of(self.data).secret_key,
        }

    def connect(self, role: Role, *, autocommit: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
        """Log in as `role` without Django."""
        login: Login = getattr(self, role)
        words: dict[str, Any] = {"host": self.host, "port": self.port, "dbname": self.name, **self.options}
        address = make_conninfo("", user=login.user, password=login.password, **words)
        return psycopg.connect(address, autocommit=autocommit)


@dataclass(frozen=True)
class Secrets:
    """What is made at random once for a data folder and kept in `<data>/secrets.json`."""

    installation: str
    admin: str = field(repr=False)
    owner: str = field(repr=False)
    web: str = field(repr=False)
    system: str = field(repr=False)
    secret_key: str = field(repr=False)

    @classmethod
    def of(cls, data: Path) -> Secrets:
        """Read the secrets of a data folder; they are made when there are none."""
        path = data / "secrets.json"
        if not path.exists():
            made = {name: secrets.token_urlsafe(24) for name in ("admin", *ROLES)}
            made |= {"installation": secrets.token_hex(4), "secret_key": secrets.token_urlsafe(48)}
            write_private(path, made)
        return cls(**json.loads(path.read_text()))

    def login(self, role: Role) -> Login:
        """Return the login of `role` in this installation; several of them may share one server."""
        return Login(f"steward_{role}_{self.installation}", getattr(self, role))


def write_private(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that only its owner may read (0600), at once or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
