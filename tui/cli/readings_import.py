"""`oar import` of a CSV file of readings: of any length, with a bar when it takes long, taken up after a kill."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from models.errors import Refused
from models.exchange.measures_known import Known
from models.exchange.readings_file import ReadingsFile, look, stage_rows
from models.exchange.readings_stage import Stage, key_of
from models.exchange.verbs import ImportReadings
from models.store.location import folder
from themes.cells import bar
from themes.sgr import paint
from tui.cli.context import Context

SHOWN = 20
MOST_TOLD = 1_000
"""Bad cells that --json lists; all of them are counted."""
PATIENCE = 0.7
"""Seconds without a bar: a short file needs none."""
BAR = 24


class Bar:
    """A bar on the last line of the terminal, on stderr; nothing at all without a terminal."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._began = self._last = time.monotonic()
        self._drawn = False
        self._stream = None if context.json or context.options.plain or not sys.stderr.isatty() else sys.stderr

    def show(self, rows: int, share: float) -> None:
        """Draw how far it is: rows read, share of the file 0..1."""
        now = time.monotonic()
        if self._stream is None or now - self._began < PATIENCE or (now - self._last < 0.1 and share < 1):
            return
        self._last, self._drawn = now, True
        drawn = paint(bar(share, BAR, glyphs=self._context.glyphs), False)
        self._stream.write(f"\r{drawn} {share:4.0%}  {rows:,} rows ")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn and self._stream is not None:
            self._stream.write("\r" + " " * (BAR + 30) + "\r")
            self._stream.flush()
            self._drawn = False


def run(context: Context, path: Path, options: Namespace) -> int | None:
    """Import the file when it holds readings; None when it holds something else.

    Raises Refused for bad cells without --good-rows; nothing is imported then.
    """
    file = look(path)
    if file is None:
        return None
    store = context.store
    context.say(f"{path.name}: {file.shape}; {_taken(file)}")
    stage = Stage(os.path.join(folder("state", context.env), "imports"), key_of(file.file_hash, context.location))
    if stage.rows:
        context.say(f"Going on behind row {stage.rows:,}, where the last import of this file ended")
    drawn = Bar(context)
    try:
        known = Known(store.reader, team=options.team)
        stage_rows(file, stage, known, store.clock.today(), progress=drawn.show)
    except Refused:
        stage.drop()
        raise
    finally:
        drawn.clear()
    readings, bad = stage.count("line"), stage.count("bad")
    report = _report(context, file, stage, readings, bad)
    if options.dry_run:
        stage.drop()
        context.say(f"{readings:,} readings understood. Nothing was imported; leave out --dry-run to import them.")
        context.dump(report)
        return 0
    if bad and not options.good_rows:
        _refuse(stage, path, bad)
    stage.close()
    done = store.write(ImportReadings(stage=stage.path, source=path.name, file_hash=file.file_hash, rows=readings))
    stage.drop()
    context.say(done.message)
    context.dump({**report, "message": done.message, "refs": [], "action": done.action})
    return 0


def _taken(file: ReadingsFile) -> str:
    periods = [column.header for column in file.columns if column.period is not None]
    named = [
        f"{column.header} as {column.taken_as}" for column in file.columns if column.taken_as and not column.period
    ]
    ignored = [column.header for column in file.columns if not column.taken_as]
    parts = [", ".join(named)]
    if periods:
        many = len(periods)
        parts.append(f"{many} periods from {periods[0]} to {periods[-1]}" if many > 1 else f"the period {periods[0]}")
    if ignored:
        parts.append(f"ignored: {', '.join(ignored)}")
    return "; ".join(part for part in parts if part)


def _report(context: Context, file: ReadingsFile, stage: Stage, readings: int, bad: int) -> dict[str, Any]:
    told = stage.bad(MOST_TOLD)
    lines = [f"row {one.row}, {one.column or 'all of it'}: {one.text!r} {one.reason}" for one in told[:SHOWN]]
    if lines:
        context.say("Bad cells:")
    for line in lines:
        context.say(f"  {line}")
    if bad > len(lines):
        context.say(f"  and {bad - len(lines):,} more")
    for remark in file.remarks:
        context.say(f"Remark: {remark}")
    return {
        "shape": file.shape,
        "rows": max(0, stage.rows - file.first_row + 1),
        "readings": readings,
        "columns": {column.header: column.taken_as for column in file.columns},
        "bad_cells": [{"row": one.row, "column": one.column, "text": one.text, "reason": one.reason} for one in told],
        "bad": bad,
        "guessed": [],
        "not_understood": [],
        "remarks": list(file.remarks),
    }


def _refuse(stage: Stage, path: Path, bad: int) -> None:
    first = stage.bad(1)[0]
    stage.drop()  # the file will be another one when it comes again
    where = f"row {first.row}, {first.column}: {first.reason}" if first.column else f"row {first.row}: {first.reason}"
    many = "1 bad cell" if bad == 1 else f"{bad:,} bad cells"
    raise Refused(
        f"{many} in {path.name}, first {where}",
        "Nothing was imported; mend them, or import the good rows with --good-rows",
    )
