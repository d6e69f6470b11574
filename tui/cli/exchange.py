"""`oar import` and `oar export`: files in and out (interface.md 6)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import Any

from models.errors import Refused, Unreachable
from models.exchange.verbs import ImportMeasures, ImportOkrs, NewObjective
from models.people.writes import quarter
from models.text import clean
from tui.cli.context import Context

SHOWN = 20
OUTSIDE = ("words outside the list", "a table without a column of OKRs")
"""Why a line with words was left out; layout and the names of sections are only in the JSON."""
SLOW = 3_000
"""Rows from which an import says that it takes a while."""


def import_arguments(parser: ArgumentParser) -> None:
    """Add the options of `oar import`."""
    parser.add_argument("file", help="a Markdown outline of OKRs, a CSV table, or a JSON copy")
    parser.add_argument("--dry-run", action="store_true", help="print what was understood, import nothing")
    parser.add_argument(
        "--cycle", default="", help="cycle for OKRs, made if it is not there (default: the file's name)"
    )
    parser.add_argument("--start", default="", help="first day of a new cycle (default: this quarter's)")
    parser.add_argument("--end", default="", help="last day of a new cycle")
    parser.add_argument("--team", default="", help="team that gets what names no team itself")
    parser.add_argument("--under", default="", metavar="REF", help="goal that imported objectives hang under")
    parser.add_argument("--good-rows", action="store_true", help="import the good rows of a table that has bad cells")


def import_command(context: Context, options: Namespace) -> int:
    """Import a file. Raises Refused when it cannot be understood, and nothing is imported then.

    JSON: outline {"items", "objectives", "key_results", "not_understood", "inline_key_results", ...}, table
    {"shape", "rows", "bad_cells", ...}, both with "message" and "refs" once imported.
    """
    path = Path(options.file)
    kind = _kind(path)
    if kind == "copy":
        return _import_copy(context, path, dry=options.dry_run)
    if kind == "csv":
        from tui.cli import readings_import

        code = readings_import.run(context, path, options)
        return _import_table(context, path, options) if code is None else code
    return _import_outline(context, path, options)


def _kind(path: Path) -> str:
    if path.suffix.lower() == ".json":
        return "copy"
    return "csv" if path.suffix.lower() in (".csv", ".tsv") else "outline"


def _import_copy(context: Context, path: Path, *, dry: bool) -> int:
    from models.clock import Clock
    from models.exchange import copy
    from models.exchange.verbs import ImportCopy
    from models.store import migrate
    from models.store.writer import Writer, is_postgres

    try:
        raw = path.read_bytes()
        tables = copy.read(raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}") from error
    counts = {name: len(rows) for name, rows in tables.items() if rows}
    if dry:
        context.say(f"{path.name}: {sum(counts.values())} rows in {len(counts)} tables; nothing was imported")
        context.dump({"tables": counts})
        return 0
    made = is_postgres(context.location) or not Path(context.location).exists()
    if made:
        migrate.create(context.location)
    writer = Writer(context.location, "", Clock())
    done = None
    try:
        done = writer.write(ImportCopy(tables=tables), action="import-copy", trusted=True)
    finally:
        writer.close()
        if made and done is None:
            migrate.remove(context.location)
    return context.done(done)


def _import_outline(context: Context, path: Path, options: Namespace) -> int:
    from models.exchange import okrs, own_outline
    from models.exchange.foreign_text import read_foreign
    from models.exchange.outline import parse_outline

    source = read_foreign(path)
    if own_outline.is_own(source.text):
        return _import_own(context, path, options, own_outline.read_outline(source.text))
    outline = parse_outline(source.text, name=path.name, remarks=source.remarks)
    counts = outline.counts()
    objectives = okrs.from_outline(outline)
    for line in outline.tree_lines() if options.dry_run else ():
        context.say(line)
    _report_outline(context, counts)
    if options.dry_run:
        context.say("Nothing was imported; leave out --dry-run to import it.")
        context.dump(counts)
        return 0
    done = context.store.write(_okrs(context, objectives, path, options))
    context.say(done.message)
    context.dump({**counts, "message": done.message, "refs": list(done.refs), "action": done.action})
    return 0


def _import_own(context: Context, path: Path, options: Namespace, objectives: tuple[NewObjective, ...]) -> int:
    """Import one of our own Markdown exports: everything in it is told, nothing guessed."""
    from models.exchange.own_outline import write_outline

    results = sum(len(one.key_results) for one in objectives)
    counts = {"items": len(objectives) + results, "objectives": len(objectives), "key_results": results}
    nothing: dict[str, Any] = {"not_understood": [], "inline_key_results": 0, "details": [], "left_out": []}
    report = {**counts, **nothing, "skipped": [], "remarks": []}
    for line in write_outline(objectives, path.stem).splitlines()[4:] if options.dry_run else ():
        context.say(line)
    context.say(
        f"{path.name} is an export of our own: {len(objectives)} goals and {results} key results, all understood"
    )
    if options.dry_run:
        context.say("Nothing was imported; leave out --dry-run to import it.")
        context.dump(report)
        return 0
    done = context.store.write(_okrs(context, objectives, path, options))
    context.say(done.message)
    context.dump({**report, "message": done.message, "refs": list(done.refs), "action": done.action})
    return 0


def _okrs(context: Context, objectives: Any, path: Path, options: Namespace) -> ImportOkrs:
    rows = len(objectives) + sum(len(one.key_results) for one in objectives)
    if rows > SLOW:
        context.warn(f"Writing {rows:,} rows, all or nothing; this takes a minute or so")
    first, last = quarter(context.store.clock.today())
    return ImportOkrs(
        objectives=objectives,
        source=path.name,
        cycle=options.cycle or clean(path.stem).strip()[:60] or "Imported",
        start=_day(options.start, first),
        end=_day(options.end, last),
        team=options.team,
        under=options.under,
    )


def _day(given: str, default: date) -> str:
    try:
        return date.fromisoformat(given).isoformat() if given else default.isoformat()
    except ValueError as error:
        raise Refused(f"{given[:20]!r} is no day", "Give one such as 2026-07-01") from error


def _report_outline(context: Context, counts: dict[str, Any]) -> None:
    inline = counts["inline_key_results"]
    context.say(
        f"{counts['items']} items: {counts['objectives']} objectives, {counts['key_results']} key results,"
        f" {len(counts['not_understood'])} not understood; {inline} more key results inside objectives' lines"
    )
    unread = [f"line {one['line']}: {one['text']}  ({one['reason']})" for one in counts["not_understood"]]
    _lines(context, "Not understood", unread)
    _lines(
        context,
        "Left out, being no OKRs",
        [f"line {one['line']}: {one['heading']} ({one['items']} list items)" for one in counts["left_out"]],
    )
    outside = [one for one in counts["skipped"] if one["reason"] in OUTSIDE]
    _lines(context, "Left out, standing outside the lists", [f"line {one['line']}: {one['text']}" for one in outside])
    _lines(context, "Remarks", [str(one) for one in counts["remarks"]])


def _lines(context: Context, heading: str, lines: list[str]) -> None:
    if not lines:
        return
    context.say(f"{heading}:")
    for line in lines[:SHOWN]:
        context.say(f"  {line}")
    if len(lines) > SHOWN:
        context.say(f"  and {len(lines) - SHOWN} more; --json lists them all")


def _import_table(context: Context, path: Path, options: Namespace) -> int:
    from models.exchange.tables_csv import read_csv

    table = read_csv(path)
    bad = [{"row": one.row, "column": one.column, "text": one.text, "reason": one.reason} for one in table.bad_cells]
    guessed, unread = _targets(table.measures)
    report = {
        "shape": table.shape,
        "rows": table.rows,
        "columns": {column.header: column.taken_as for column in table.columns},
        "bad_cells": bad,
        "guessed": guessed,
        "not_understood": unread,
        "remarks": list(table.remarks),
    }
    taken = ", ".join(f"{column.header} as {column.taken_as}" for column in table.columns if column.taken_as)
    ignored = ", ".join(column.header for column in table.columns if not column.taken_as)
    context.say(
        f"{path.name}: {table.shape}, {table.rows} rows; {taken}" + (f"; ignored: {ignored}" if ignored else "")
    )
    _lines(context, "Targets guessed", [f"row {one['row']}: {one['measure']}: {one['guess']}" for one in guessed])
    _lines(
        context, "Targets not understood", [f"row {one['row']}: {one['measure']}: {one['target']}" for one in unread]
    )
    _lines(context, "Bad cells", [f"row {one['row']}, {one['column']}: {one['text']!r} {one['reason']}" for one in bad])
    _lines(context, "Remarks", list(table.remarks))
    if options.dry_run:
        context.say("Nothing was imported; leave out --dry-run to import it.")
        context.dump(report)
        return 0
    if bad and not options.good_rows:
        first = f"row {bad[0]['row']}, {bad[0]['column']}: {bad[0]['reason']}"
        raise Refused(
            f"{len(bad)} bad cells in {path.name}, first {first}",
            "Nothing was imported; mend them, or import the good rows with --good-rows",
        )
    done = context.store.write(_table_verb(context, table, path, options))
    context.say(done.message)
    context.dump({**report, "message": done.message, "refs": list(done.refs), "action": done.action})
    return 0


def _targets(measures: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    guessed, unread = [], []
    for row in measures:
        if row.target.confidence == "guess":
            guessed.append({"row": row.row, "measure": row.name, "target": row.target.text, "guess": row.target.guess})
        elif row.target.confidence == "none":
            unread.append({"row": row.row, "measure": row.name, "target": row.target.text})
    return guessed, unread


def _table_verb(context: Context, table: Any, path: Path, options: Namespace) -> Any:
    from models.exchange import measures, okrs

    if table.shape == "measures":
        return ImportMeasures(measures=measures.from_rows(table.measures), source=path.name, team=options.team)
    return _okrs(context, okrs.from_rows(table.okrs), path, options)


def export_arguments(parser: ArgumentParser) -> None:
    """Add the options of `oar export`."""
    parser.add_argument("--format", choices=("json", "csv", "md", "toml"), default="json", help="json is lossless")
    parser.add_argument("folder", nargs="?", default="", metavar="DIR", help="write files there instead of printing")


def export(context: Context, options: Namespace) -> int:
    """Print everything I may see, or write it into a folder; existing files are not overwritten."""
    from models.exchange import exports

    if options.format == "csv" and not options.folder:
        raise Refused("CSV takes a folder, one file a table", "Name one: oar export --format csv DIR")
    files = exports.files(context.store.reader, options.format, context.store.settings.organisation)
    if not options.folder:
        for body in files.values():
            context.printer.write(body)
        return 0
    written = _write(Path(options.folder), files)
    context.say(f"Wrote {', '.join(written)}")
    context.dump({"files": written})
    return 0


def _write(folder: Path, files: dict[str, str]) -> list[str]:
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise Refused(f"{folder / there[0]} is there already", "Nothing was overwritten; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in files.items():
            (folder / name).write_text(body, encoding="utf-8", newline="")
    except OSError as error:
        raise Unreachable(f"{folder} cannot be written: {error.strerror}", "Name another folder") from error
    return [str(folder / name) for name in files]
