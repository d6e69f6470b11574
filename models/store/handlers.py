"""Which function carries out which verb. Handlers live in the `writes.py` beside their `verbs.py`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from models.store.unit import Done, Unit

Handler = Callable[[Unit, Any], Done]

_HANDLERS: dict[type, Handler] = {}


def handles(verb: type) -> Callable[[Callable[[Unit, Any], Done]], Callable[[Unit, Any], Done]]:
    """Register the decorated function as the handler of `verb`."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[verb] = handler
        return handler

    return register


def handler_of(verb: object) -> Handler:
    """Return the handler of a verb, importing the writes module beside the verb's module if needed."""
    kind = type(verb)
    if kind not in _HANDLERS:
        home, _, _ = kind.__module__.rpartition(".")
        importlib.import_module(f"{home}.writes")
    return _HANDLERS[kind]


def carry_out(unit: Unit, verb: object) -> Done:
    """Run a verb's handler inside a running unit; for handlers that are made of other verbs."""
    return handler_of(verb)(unit, verb)
