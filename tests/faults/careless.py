"""The worker without one of its cares: what a test must notice that the care is for.

Run as a program: `python -m tests.faults.careless claim|rescue|lateness`.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from steward.config.command_line import prepare_django


def main() -> None:
    """Leave out the care named, then work as `steward worker` does."""
    prepare_django()
    from steward.channel.notices import tasks
    from steward.config import worker
    from steward.kernel import ticking

    if sys.argv[1] == "claim":
        # Nobody keeps anybody from what he works on, and nothing is asked of the unique constraint.
        ticking._CLAIM = ticking._CLAIM.replace("for no key update of c, r skip locked", "")
        ticking._FIRE = ticking._FIRE.replace("on conflict (clock_id, level) do nothing", "")
    if sys.argv[1] == "rescue":
        tasks._PUT_BACK = "select %(silence)s::integer"
    if sys.argv[1] == "lateness":
        ticking.PUNCTUAL = timedelta(days=1)
    worker.run()


if __name__ == "__main__":
    main()
