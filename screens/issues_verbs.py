"""What is done to issues: the changing half of IssuesScreen (issues.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.decisions.verbs import Decide
from models.issues import reads
from models.issues.reads import IssueView
from models.issues.team_reads import above_first, teams
from models.issues.verbs import (
    AnswerIssue,
    Discuss,
    Dispose,
    Identify,
    Rank,
    ReopenIssue,
    RouteIssue,
    SnoozeIssue,
    Solve,
    SolveIssue,
    Vote,
)
from models.verbs import Archive, Batch, Edit, SetOwner
from screens.base import OarScreen
from screens.capture import TODO_HINT, captured, owner_in, todo
from screens.dialogs.text_view import TextDialog
from screens.issues_rows import panel
from screens.letters import letters
from screens.shell import Result
from screens.text import Spans, plain

FORUMS = (("W", "weekly"), ("M", "monthly"), ("Q", "quarterly"))
OFFERED = 9


class IssueVerbs(OarScreen):
    """The verbs of the issues list."""

    views: dict[int, IssueView]

    @property
    def here(self) -> IssueView | None:
        """The issue under the cursor."""
        return self.views.get(self.table.key) if self.table.key is not None else None

    @property
    def can_change(self) -> bool | str:
        """True when there is a row and writing is possible."""
        return self.can_write if self.here is not None else "There is no issue here; a i raises one"

    def row_ref(self) -> str:
        """Return the reference of the row under the cursor, for the edit form."""
        return self.here.ref if self.here is not None else ""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The references a verb is for."""
        return tuple(self.views[key].ref for key in self.table.chosen if key in self.views)

    def story(self, width: int) -> list[Spans]:
        """Return everything about the issue under the cursor."""
        view, reader = self.here, self.store.reader
        if view is None:
            return []
        return panel(view, reads.results(reader, view.ref), reads.history(reader, "issue", view.id), width)

    def _write(self, verb: Any) -> None:
        self.write(verb)
        if self.table.marks:
            self.table.marks = set()
            self.table.refresh()

    # ---- identify, discuss, solve

    def do_open(self) -> Result:
        """Go on with identify, discuss, solve; when all is said, show the whole story."""
        view = self.here
        if view is None or view.state != "open" or self.store.read_only or (view.real_issue and view.solution):
            text = "\n".join(plain(line) for line in self.story(66))
            return self.shell.open_dialog(TextDialog(self.row_ref(), text)) if view is not None else None
        if not view.real_issue:
            self._identify(view.ref)
        else:
            self._discuss(view.ref)
        return None

    def _identify(self, ref: str) -> None:
        self._say(ref, "identify: the real issue", lambda text: Identify(issue=ref, text=text), self._discuss)

    def _discuss(self, ref: str) -> None:
        self._say(ref, "discuss: one line", lambda text: Discuss(issue=ref, text=text), self._solve)

    def _solve(self, ref: str) -> None:
        self._say(ref, "solve", lambda text: Solve(issue=ref, text=text), None)

    def _say(
        self, ref: str, label: str, make: Callable[[str], Any], after: Callable[[str], None] | None
    ) -> None:
        def said(text: str) -> None:
            if text.strip():
                self.write(make(text), told=after is None)
            if after is not None:
                after(ref)

        self.prompt(f"{ref} {label}", "", said, hint="Enter next, empty skips, Esc stops")

    async def do_path(self) -> None:
        """Open the brief on the choice that this issue touches."""
        from screens.brief_path import open_choice

        await open_choice(self, self.row_ref())

    def do_comment(self) -> None:
        """Add a line to the discussion."""
        ref = self.row_ref()
        self.prompt(f"{ref} discuss", "", lambda text: self._write(Discuss(issue=ref, text=text)))

    # ---- order

    def do_vote(self) -> None:
        """Vote."""
        self._write(Batch(verbs=tuple(Vote(issue=ref) for ref in self.chosen)))

    def do_place(self) -> None:
        """Put the issue into the place that was pressed."""
        self._write(Rank(issue=self.row_ref(), place=int(self.pressed)))

    def do_number(self) -> None:
        """Ask for the minutes."""
        view = self.here
        ref, now = self.row_ref(), str(view.estimate or "") if view is not None else ""
        self.prompt(
            f"{ref} minutes", now, lambda text: self._write(Edit(ref=ref, fields={"estimate": text})), offered=True
        )

    # ---- what comes of it

    def add(self, kind: str, text: str) -> Result:
        """Add something; a new issue gets the cursor."""
        self.write(captured(kind, text), then=self._to_new if kind == "issue" else None)
        return None

    def _to_new(self, done: Any) -> None:
        if done is not None and done.value is not None:
            self.table.go_to(done.value)

    def do_todo(self) -> None:
        """Ask for a to-do of this issue."""
        ref, view = self.row_ref(), self.here
        owner = view.handle if view is not None else ""
        self.prompt(f"{ref} to-do", "", lambda text: self._write(todo(text, ref=ref, owner=owner)), hint=TODO_HINT)

    def do_decision(self) -> None:
        """Ask for a decision on this issue; without a row it is about nothing in particular."""
        ref = self.row_ref()

        def said(text: str) -> None:
            title, owner = owner_in(text)
            self._write(Decide(text=title, owner=owner, origin_ref=ref))

        self.prompt(f"{ref} decision", "", said, hint="ends in ? while it is needed")

    def do_owner(self) -> None:
        """Ask whose it is."""
        self.ask_owner(lambda who: self._write(SetOwner(refs=self.chosen, handle=who)))

    def do_snooze(self) -> None:
        """Ask until when."""
        self.ask_when(lambda day: self._write(SnoozeIssue(issues=self.chosen, until=day)), title="until")

    def do_solve(self) -> None:
        """Close; ask for the answer another team waits for."""
        refs = self.chosen
        waiting = [view for view in self.views.values() if view.ref in refs and view.asked_by]
        if any(not view.answer and not view.solution for view in waiting):
            label = f"answer to {waiting[0].asked_by}"
            self.prompt(label, "", lambda text: self._write(SolveIssue(issues=refs, answer=text)))
            return
        self._write(SolveIssue(issues=refs))

    def do_route(self) -> None:
        """Ask which team, the one above first, or which review."""
        view, refs = self.here, self.chosen
        if view is None:
            return
        found = above_first(teams(self.store.reader), view.team_id)[:OFFERED]
        named = letters([name for _, name in found])
        to = {letter: f"T{number}" for (letter, _), (number, _) in zip(named, found, strict=False)}
        forums = {key: name for key, name in FORUMS if name != view.forum}
        choices = [*named, *((key, f"{name} review") for key, name in forums.items())]

        def chosen(key: str) -> None:
            if key in forums:
                self._write(RouteIssue(issues=refs, forum=forums[key]))
            else:
                self._write(RouteIssue(issues=refs, team=to[key]))

        self.ask("to", choices, chosen)

    # ---- the menu

    def do_do(self) -> None:
        """Say that it is worth doing."""
        self._write(Dispose(issues=self.chosen, disposition="do"))

    def do_defer(self) -> None:
        """Ask until when and why."""
        refs = self.chosen

        def until(day: str) -> None:
            self.prompt(
                f"defer until {day}, because", "",
                lambda why: self._write(Dispose(issues=refs, disposition="defer", reason=why, until=day)),
            )  # fmt: skip

        self.ask_when(until, title="defer until")

    def do_decline(self) -> None:
        """Ask why not."""
        refs = self.chosen
        self.prompt(
            "decline, because", "",
            lambda why: self._write(Dispose(issues=refs, disposition="decline", reason=why)),
        )  # fmt: skip

    def do_answer(self) -> None:
        """Ask for the answer to the team that escalated it."""
        ref = self.row_ref()
        self.prompt(f"{ref} answer", "", lambda text: self._write(AnswerIssue(issue=ref, text=text)))

    def do_private(self) -> None:
        """Hide from other teams, or show again."""
        view = self.here
        wanted = "no" if view is not None and view.private else "yes"
        self._write(Batch(verbs=tuple(Edit(ref=ref, fields={"private": wanted}) for ref in self.chosen)))

    def do_reopen(self) -> None:
        """Open again."""
        self._write(ReopenIssue(issues=self.chosen))

    def do_archive(self) -> None:
        """Hide."""
        self._write(Archive(refs=self.chosen))
