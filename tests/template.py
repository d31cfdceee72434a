"""Builds the database that every test process copies: the schema, migrated as its owner, and the cast."""

import os
from importlib import import_module
from importlib.util import find_spec

import django
from django.core.management import call_command
from django.db import connection

# The database's own clock, or what a test has set (tests.people.as_); only the owner could put this in its place.
MOMENT = """create or replace function steward.moment() returns timestamptz language sql stable as $$
    select coalesce(nullif(current_setting('steward.test_moment', true), '')::timestamptz, now()) $$"""


def build() -> None:
    """Migrate, then load the cast that all tests know."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steward.config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(MOMENT)
    if find_spec("tests.cast"):
        import_module("tests.cast").load()


if __name__ == "__main__":
    build()
