"""Makes a demo database in a process of its own, as the owner of the schema: the tests are the web role."""

from __future__ import annotations

import os
import sys
from datetime import datetime

import django
from django.core.management import call_command

PASSWORD = "a password of the demo tests"


def made(steps: list[str]) -> None:
    """`migrate`, or `load` and the moment; a refusal is printed and ends with 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steward.config.settings")
    django.setup()
    if steps[0] == "migrate":
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        return
    from steward.demo.load import load
    from steward.kernel.refusal import Refused
    from steward.people.context import clock_set_to

    try:
        with clock_set_to(datetime.fromisoformat(steps[1])):
            load(password=PASSWORD)
    except Refused as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    made(sys.argv[1:])
