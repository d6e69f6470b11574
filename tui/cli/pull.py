"""`oar pull`: readings from the systems of record, declared in the person's own config file (interface.md 6)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any, NamedTuple

from models import weeks
from models.errors import NotPermitted, OarError, Refused, Unknown, Unreachable
from models.find import resolve
from models.scorecard.rules import Value
from models.sources import reads
from models.sources.declared import Source, declare
from models.sources.pull import Fetched, Job, fetch_all
from models.sources.values import readings
from models.sources.verbs import PullReadings
from models.text import clean
from tui import config
from tui.cli.context import Context

OK, PART, FAILED = "ok", "part", "failed"
"""What became of a source: all of it taken, some of it, nothing."""
MOST_SAID = 3


class _Target(NamedTuple):
    """The measure that a source feeds."""

    id: int
    ref: str
    name: str
    unit: str
    cadence: str
    scale: Value


def pull_arguments(parser: ArgumentParser) -> None:
    """MEASURE, --dry-run, --force."""
    parser.add_argument("measure", metavar="MEASURE", nargs="*", help="only what feeds this one, or a source")
    parser.add_argument("--dry-run", action="store_true", help="ask the sources, change nothing")
    parser.add_argument("--force", action="store_true", help="also over what a person typed")


def pull(context: Context, options: Namespace) -> int:
    """Take readings from every declared source, or from those of one measure; one line each.

    JSON: {"dry_run", "sources": [{"source", "kind", "measure", "status": "ok" | "part" | "failed", "message",
    "tries", "seconds", "readings": [{"period", "value", "before", "what": "new" | "changed" | "same" | "kept"}]}]}.
    Exit code 1 when a source failed or was taken in part; what the others gave is kept.
    """
    preferences = config.load(context.env)
    chosen = _chosen(context, preferences, " ".join(options.measure))
    lines: list[dict[str, Any]] = []
    jobs: list[Job] = []
    targets: dict[str, _Target] = {}
    for name, table in chosen.items():
        try:
            source = declare(name, table)
            targets[name] = target = _target(context, source)
            jobs.append(Job(source, (target.name, target.ref)))
        except OarError as error:
            _tell(context, lines, _line(name, str(table.get("kind", "")), "", FAILED, error.line()))
    join = ""
    for fetched in fetch_all(jobs, context.env):
        line, join = _take(context, fetched, targets[fetched.job.source.name], options, join)
        _tell(context, lines, line)
    if options.dry_run:
        context.say("Nothing was changed; leave out --dry-run to take them.")
    context.dump({"dry_run": options.dry_run, "sources": lines})
    return int(any(line["status"] != OK for line in lines))


def _chosen(context: Context, preferences: config.Preferences, word: str) -> dict[str, Mapping[str, Any]]:
    """Return the declared sources, or those that `word` names or that feed the measure that it names."""
    everything: dict[str, Mapping[str, Any]] = dict(preferences.sources)
    if not everything:
        raise Refused(f"No sources are declared in {preferences.path}", "docs/recipes.md shows how one is declared")
    if not word:
        return everything
    if word in everything:
        return {word: everything[word]}
    wanted = resolve(context.store.reader, word, write=False, kinds=("measure",))
    found = {}
    for name, table in everything.items():
        try:
            if resolve(context.store.reader, str(table.get("measure", "")), write=True, kinds=("measure",)) == wanted:
                found[name] = table
        except Unknown:
            continue
    if not found:
        raise Unknown(f"No source feeds {wanted.ref} {wanted.title}", f"There are {', '.join(everything)}")
    return found


def _target(context: Context, source: Source) -> _Target:
    """Return the measure a source feeds. Raises Unknown, Refused for one that takes no readings."""
    from models.sources.writes import check

    found = resolve(context.store.reader, source.measure, write=True, kinds=("measure",))
    measure = reads.fed(context.store.reader, found.id)
    if measure is None:
        raise Unknown(f"There is no {found.ref}", "Correct it in the config file")
    check(found.title, retired=measure.retired, formula=measure.formula)
    return _Target(found.id, found.ref, found.title, measure.unit, measure.cadence, source.scale)


def _take(
    context: Context, fetched: Fetched, target: _Target, options: Namespace, join: str
) -> tuple[dict[str, Any], str]:
    """Write what a source gave; return its line and the action that the next one is a further part of.

    All of a pull is one action, so that one undo takes it back. A dead database ends the pull, nothing else does.
    """
    source = fetched.job.source
    if fetched.problem:
        return _of(fetched, target, FAILED, fetched.problem), join
    found, wrong = readings(
        fetched.rows,
        unit=target.unit,
        cadence=target.cadence,
        today=context.store.clock.today(),
        span=source.span,
        scale=source.scale,
        hide=fetched.secrets.hide,
    )
    problems = _problems(fetched, wrong)
    if not found:
        return _of(fetched, target, FAILED, problems or "gave no value"), join
    try:
        steps, message, join = _write(context, fetched, target, tuple(found), options, join)
    except Unreachable:
        raise
    except (NotPermitted, OarError) as error:
        return _of(fetched, target, FAILED, error.line()), join
    if problems:
        return _of(fetched, target, PART, f"{message}; left out: {problems}", steps), join
    return _of(fetched, target, OK, message, steps), join


def _problems(fetched: Fetched, wrong: list[str]) -> str:
    more = f" and {len(wrong) - MOST_SAID} more" if len(wrong) > MOST_SAID else ""
    return clean(fetched.secrets.hide("; ".join(wrong[:MOST_SAID]) + more))


def _write(
    context: Context,
    fetched: Fetched,
    target: _Target,
    found: tuple[tuple[int, float], ...],
    options: Namespace,
    join: str,
) -> tuple[tuple[reads.StepView, ...], str, str]:
    from models.sources.writes import said

    source = fetched.job.source
    if options.dry_run:
        steps = reads.steps(context.store.reader, target.id, found, force=options.force)
        return steps, said(steps, target.unit, target.cadence), join
    verb = PullReadings(
        measure=target.id, readings=found, source=source.name, kind=source.kind, force=options.force,
        fields=fetched.secrets.hide(source.fields), every=source.every, quality=source.quality,
    )  # fmt: skip
    done = context.store.write(verb, join=join)
    steps = done.value
    wrote = any(step.what in (reads.NEW, reads.CHANGED) for step in steps)
    return steps, said(steps, target.unit, target.cadence), join or (done.action if wrote else "")


def _of(
    fetched: Fetched, target: _Target, status: str, message: str, steps: tuple[reads.StepView, ...] = ()
) -> dict[str, Any]:
    source = fetched.job.source
    line = _line(source.name, source.kind, target.ref, status, message)
    line["tries"], line["seconds"] = fetched.tries, round(fetched.seconds, 3)
    line["readings"] = [
        {
            "period": weeks.format_period(step.period, target.cadence),
            "value": step.value,
            "before": step.before,
            "what": step.what,
        }
        for step in steps
    ]
    return line


def _line(name: str, kind: str, ref: str, status: str, message: str) -> dict[str, Any]:
    return {
        "source": name,
        "kind": clean(kind)[:20],
        "measure": ref or None,
        "status": status,
        "message": message,
        "tries": 0,
        "seconds": 0.0,
        "readings": [],
    }


def _tell(context: Context, lines: list[dict[str, Any]], line: dict[str, Any]) -> None:
    """Print the line of one source as soon as it is known."""
    lines.append(line)
    name = clean(str(line["source"]))
    token = {OK: "ok", PART: "risk", FAILED: "off"}[line["status"]]
    mark = context.glyphs.status(token)
    said = f"failed: {line['message']}" if line["status"] == FAILED else line["message"]
    context.say(((f"{mark} ", token), (f"{name:<14} ", "bold"), (f"{line['measure'] or '-':<5} ", "ref"), (said, "")))
    if not context.json:
        context.printer.flush()
