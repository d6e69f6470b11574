"""A writer in its own process for the tests of many hands: `python -m ...worker PATH HANDLE REF COUNT`.

Prints the id of an action only after its write was acknowledged.
"""

from __future__ import annotations

import sys
import uuid

from models.errors import Conflict
from models.store.store import Store
from models.verbs import Edit


def main(location: str, handle: str, ref: str, count: int) -> None:
    """Change the why of `ref` `count` times, each time from the value just read, to a value of its own."""
    store = Store(location, handle=handle)
    for _ in range(count):
        while True:
            why = store.reader.value("SELECT why FROM goal WHERE id = :id", id=int(ref[1:]))
            action = uuid.uuid4().hex
            try:
                store.write(Edit(ref=ref, fields={"why": action}, base={"why": why}), action=action)
            except Conflict:
                continue
            break
        sys.stdout.write(action + "\n")
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
