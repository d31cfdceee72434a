"""What every test stands on, beside its chapter or under tests/: settings of a test installation."""

import os
from pathlib import Path

import django

os.environ["STEWARD_DATA"] = os.environ.get("STEWARD_TEST_DATA") or str(Path(__file__).parent / ".steward-test")
os.environ["STEWARD_ROLE"] = "web"
# The cast logs in by password; tests of the second factor switch it on.
os.environ["STEWARD_SECOND_FACTOR"] = "off"
# Set here and not in pyproject.toml, so that the lines above come before the settings are read.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steward.config.settings")

pytest_plugins = ("tests.database", "tests.surroundings")


def pytest_configure() -> None:
    """Load the applications; pytest-django then shuts the database but for tests that ask for it."""
    django.setup()
