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

# What the owner of the schema alone could do, for tests that need a row as no door leaves it: written down, it is done.
BY_OWNER = """create table steward.by_owner (statement text);
grant insert on steward.by_owner to steward_web;
create function steward.do_by_owner() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
begin execute new.statement; return null; end $$;
create trigger do_it before insert on steward.by_owner for each row execute function steward.do_by_owner()"""


def build() -> None:
    """Migrate, then load the cast that all tests know."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steward.config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute(MOMENT)
        cursor.execute(BY_OWNER)
    if find_spec("tests.cast"):
        import_module("tests.cast").load()


if __name__ == "__main__":
    build()
