"""`oar review`: start or join a review, print minutes, list reviews with their ratings and kept rates."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from models.errors import Refused, Unknown
from models.reviews import reads
from models.reviews.reads import ReviewView
from models.weeks import format_week
from tui.cli.context import Context
from tui.cli.printer import Column

KINDS = ("weekly", "monthly", "quarterly", "retrospective")


def review_arguments(parser: ArgumentParser) -> None:
    """Describe `oar review start`, `minutes` and `list`."""
    parts = parser.add_subparsers(dest="what", metavar="start|minutes|list")
    start = parts.add_parser("start", help="Start my team's review, or join the open one", allow_abbrev=False)
    start.add_argument("--team", default="", help="reference or name; my own team by default")
    start.add_argument("--kind", choices=KINDS, default="weekly")
    start.add_argument("--scribe", default="", metavar="HANDLE")
    start.add_argument("--private", action="store_true", help="only the team sees it")
    minutes = parts.add_parser("minutes", help="The minutes of a review as Markdown", allow_abbrev=False)
    minutes.add_argument("ref", nargs="?", default="", metavar="REF", help="such as R6; the newest by default")
    listing = parts.add_parser("list", help="Reviews, the newest first", allow_abbrev=False)
    listing.add_argument("--team", default="")
    listing.add_argument("--kind", choices=KINDS, default="")


def review(context: Context, options: Namespace) -> int:
    """Run `oar review ...`; the list without a word."""
    run = {"start": _start, "minutes": _minutes}.get(options.what or "list", _list)
    return run(context, options)


def _start(context: Context, options: Namespace) -> int:
    from models.reviews.verbs import StartReview

    verb = StartReview(team=options.team, kind=options.kind, scribe=options.scribe, private=options.private)
    done = context.store.write(verb)
    view = reads.review(context.store.reader, int(done.value))
    context.say(done.message)
    context.say(f"`oar open weekly` shows it on step {view.step} of {len(view.agenda)}; others follow there.")
    context.dump({"message": done.message, "refs": list(done.refs), "action": done.action, "review": _json(view)})
    return 0


def _minutes(context: Context, options: Namespace) -> int:
    from models.reviews import minutes, record

    store = context.store
    view = _named(context, options.ref)
    text = reads.saved_minutes(store.reader, view.id)
    if not text:
        found = record.load(store.reader, view.id, store.clock.today(), now=store.clock.now(), me=store.me.id)
        text = minutes.build(found)
    context.note(text.rstrip("\n"))
    context.dump({"review": _json(view), "minutes": text})
    return 0


def _named(context: Context, ref: str) -> ReviewView:
    """Return the review that `ref` names, the newest one I may see for "". Raises Unknown."""
    from models import refs

    if not ref.strip():
        found = reads.reviews(context.store.reader, limit=1)
        if not found:
            raise Unknown("There was no review yet", "`oar review start` starts one")
        return found[0]
    parsed = refs.parse(ref)
    if parsed is None or parsed[0] != "review":
        raise Unknown(f"{ref[:40]!r} is no review", "Give one such as R6; `oar review list` lists them")
    return reads.review(context.store.reader, parsed[1])


def _list(context: Context, options: Namespace) -> int:
    team = getattr(options, "team", "")
    found = reads.reviews(context.store.reader, team=_team(context, team), kind=getattr(options, "kind", ""))
    if not found:
        context.say("No review yet. `oar review start` starts one.")
    else:
        team = Column("Team", flexible=True)
        columns: list[str | Column] = ["Ref", "Week", "Day", team, "Kind", "State", "Kept", "Rating"]
        context.table(columns, [_row(view) for view in found])
    context.dump({"reviews": [_json(view) for view in found]})
    return 0


def _team(context: Context, name: str) -> int:
    from models.find import resolve

    if not name.strip():
        return 0
    found = resolve(context.store.reader, name, write=False, kinds=("team",))
    if found.kind != "team":
        raise Refused(f"{name[:40]!r} is no team", "Give a reference such as T2, or its name")
    return found.id


def _row(view: ReviewView) -> tuple[str, ...]:
    kept = "" if view.kept_rate is None else f"{round(view.kept_rate * 100)} % ({view.kept}/{view.promised})"
    rating = "" if view.rating is None else f"{view.rating:.1f}"
    return (
        view.ref, format_week(view.week), view.started_at[:10], view.team, view.kind, view.state, kept, rating,
    )  # fmt: skip


def _json(view: ReviewView) -> dict[str, Any]:
    return {
        "ref": view.ref,
        "team": view.team,
        "kind": view.kind,
        "week": format_week(view.week),
        "state": view.state,
        "step": view.step,
        "steps": [{"name": name, "minutes": minutes} for name, minutes in view.agenda],
        "started_at": view.started_at or None,
        "ended_at": view.ended_at or None,
        "facilitator": view.facilitator or None,
        "scribe": view.scribe or None,
        "private": view.private,
        "promised": view.promised,
        "kept": view.kept,
        "rating": view.rating,
    }
