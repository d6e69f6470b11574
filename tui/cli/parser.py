"""The parser of a command's own words; apart, because the app starts without it (24 ms)."""

from __future__ import annotations

import argparse
import re
from typing import Any, NoReturn

from models.errors import Refused

_VALUE = re.compile(r"^-[\d.,]")
"""Words such as -1, -5% and -.5 are values, not options."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises Refused instead of leaving the program."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)
        self._negative_number_matcher = _VALUE

    def error(self, message: str) -> NoReturn:
        """Raise Refused with what argparse found wrong."""
        said = message[:1].upper() + message[1:]
        if len(said) > 300:
            said = f"{said[:300]}..."
        raise Refused(said, f"Nothing was changed; `{self.prog} --help` shows how")
