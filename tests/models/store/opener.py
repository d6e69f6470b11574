"""A program that opens a database at a sign, for the tests of several that do so at once: `... opener LOCATION`.

Says "ready" when everything is imported, opens at the next line of its input, prints how often it migrated.
"""

from __future__ import annotations

import sys

from models.store import migrate
from models.store.store import Store


def main(location: str) -> None:
    """Open `location` as Ana at the sign."""
    times = 0
    carry_out = migrate._upgrade

    def counted(*arguments: object) -> None:
        nonlocal times
        times += 1
        carry_out(*arguments)  # type: ignore[arg-type]

    migrate._upgrade = counted  # type: ignore[assignment]
    _say("ready")
    sys.stdin.readline()
    store = Store(location, handle="ana")
    _say(f"{times} {store.reader.stamp} {store.reader.value('SELECT title FROM goal')}")
    store.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
