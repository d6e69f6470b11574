"""What the tree shows in a box: the way up to the strategy, the live checks of a branch."""

from __future__ import annotations

from typing import Any

from models.okrs import check_reads, detail_reads
from screens.dialogs.text_view import TextDialog
from themes.glyphs import STATUS_WORDS

MOST = 12


def path_dialog(store: Any, key: int) -> TextDialog:
    """Return the way from a row up to the choice it serves, the strategy first."""
    detail = detail_reads.detail(store.reader, key, today=store.clock.today())
    if detail is None:
        return TextDialog("Path", "That row is not there any more.")
    lines = [f"Choice: {detail.choice}" if detail.choice else "No choice of the brief is named on this path."]
    for depth, row in enumerate((*detail.path, detail.row), 1):
        word = STATUS_WORDS[row.health]
        owner = f"  {row.owner}" if row.owner else ""
        lines.append(f"{'  ' * depth}{row.ref}  {row.title}  ({word}){owner}")
    top = detail.path[0] if detail.path else detail.row
    if top.kind != "imperative":
        lines.append("\nThis leads to no imperative. Space m hangs it under one.")
    return TextDialog("Path to the strategy", "\n".join(lines))


def checks_dialog(store: Any, key: int) -> tuple[TextDialog, set[int]]:
    """Return the findings of a branch, and the keys of the rows they are about."""
    found = check_reads.branch_findings(store.reader, key, today=store.clock.today())
    if not found:
        return TextDialog("Live checks", "Nothing odd in this branch."), set()
    lines = []
    for place, (_, ref, title, finding) in enumerate(found[:MOST]):
        if place == 3:
            lines.append("")
        lines.append(f"{ref} {title[:48]}\n    {finding.message}. {finding.fix}.")
    if len(found) > MOST:
        lines.append(f"\n{len(found) - MOST} more: oar lint")
    note = "They warn and never block. The rows carry a quiet dot."
    return TextDialog(f"Live checks: {len(found)}", "\n".join(lines), note=note), {one[0] for one in found}
