"""Remembering a look at Today, which every start of the app writes."""

from __future__ import annotations

import subprocess
import sys

from models.people.looked import Look
from models.store.store import Store

MAPS = """
import sys
from models.people.looked import Look
from models.store.store import Store
store = Store(sys.argv[1], handle="ana")
store.write(Look())
store.close()
print([one for one in sys.modules if one.endswith(".tables")])
"""


def test_a_look_is_remembered(store: Store) -> None:
    store.write(Look())
    assert store.reader.value("SELECT looked_at FROM person WHERE handle = 'ana'") == "2026-08-16T09:00:00.000Z"


def test_a_look_maps_no_table(store: Store, location: str) -> None:
    store.close()
    done = subprocess.run([sys.executable, "-c", MAPS, location], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
