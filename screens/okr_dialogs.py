"""What the tree shows in a box: the way up to the strategy, the live checks of a branch."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from models.numbers import format_share
from models.okrs import branch_checks, detail_reads, reads
from screens.dialogs.text_view import TextDialog
from themes.glyphs import STATUS_WORDS
from themes.width import clip

if TYPE_CHECKING:
    from models.store.store import Store

FIRST, MOST = 3, 7
"""Findings that stand first, and how many fit into a window of 24 lines."""


def path_dialog(store: Store, key: int) -> TextDialog:
    """Return the way from a row up to the choice it serves, the strategy first; a team is named where it changes."""
    detail = detail_reads.detail(store.reader, key, today=store.clock.today())
    if detail is None:
        return TextDialog("Path", "That row is not there any more.")
    lines = [f"Choice: {detail.choice}" if detail.choice else "No choice of the brief is named on this path."]
    team = ""
    for depth, row in enumerate((*detail.path, detail.row), 1):
        word = STATUS_WORDS[row.health]
        owner = f"  {row.owner}" if row.owner else ""
        whose = f"  {row.team}" if row.team and row.team != team else ""
        team = row.team or team
        lines.append(f"{'  ' * depth}{row.ref}  {row.title}  ({word}){owner}{whose}")
    for ref, cycle, _, progress, score in reads.copied_from(store.reader, key):
        ended = f"score {score:.2f}" if score is not None else format_share(progress)
        lines.append(f"\nGoes on from {ref} in {cycle}: {ended}")
    top = detail.path[0] if detail.path else detail.row
    if top.kind != "imperative":
        lines.append("\nThis leads to no imperative. Space m hangs it under one.")
    return TextDialog("Path to the strategy", "\n".join(lines))


async def checks_dialog(store: Store, key: int) -> TextDialog:
    """Return what is odd in a branch, the row itself first: the three that matter most, then the others."""
    found = await asyncio.to_thread(
        branch_checks.branch_findings,
        store.reader,
        key,
        today=store.clock.today(),
        silent_days=store.settings.stale_days,
    )
    if not found:
        return TextDialog("Live checks", "Nothing odd in this branch.")
    own = [one for one in found if one[0] == key]
    others = [one for one in found if one[0] != key]
    chosen = (own + others)[:MOST]
    lines = []
    for place, (_, ref, title, finding) in enumerate(chosen):
        if place in (FIRST, len(own)) and place:
            lines.append("")
        lines.append(f"{ref}  {clip(title, 52)}\n    {finding.message}. {finding.fix}.")
    if len(found) > len(chosen):
        lines.append(f"\n{len(found) - len(chosen)} more: oar lint")
    note = "They warn and never block. A dot stands before the rows they are about."
    return TextDialog(f"Live checks: {len(found)}", "\n".join(lines), note=note)
