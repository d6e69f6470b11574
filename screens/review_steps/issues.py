"""Step 6: issues in the order of votes, heat and age: identify, discuss, solve, each against its own clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.issues.verbs import Discuss, Identify, Rank, RouteIssue, SnoozeIssue, Solve, SolveIssue, Vote
from models.reviews import lines, rules
from models.reviews.step_reads import IssueView
from models.reviews.verbs import Capture, CaptureDecision, Focus
from screens.commands import Command
from screens.review_steps.step import Step
from screens.shell import Result
from screens.text import Spans
from screens.widgets.rows import Row
from themes import cells

DEFAULT_MINUTES = 5
ROUTES = (("m", "monthly review"), ("q", "quarterly review"), ("u", "team above"), ("/", "a team by name"))


class IssuesStep(Step):
    """Enter steps through identify, discuss, solve of one issue."""

    number = 6
    empty = "Nothing to discuss. That can be true.\n\na i adds an issue."
    commands = (
        Command(id="row.open", key="enter", title="identify, discuss, solve", group="Everywhere", call="enter",
                help="Take the issue up: the real issue, the discussion, the solution, one line each",
                when="on_open", footer=1),
        Command(id="review-issues.todo", key="t", title="to-do", help="To-do from this issue: what @who by W35",
                when="on_open", footer=2),
        Command(id="app.decision", key="D", title="decision", group="Everywhere", call="decision", when="in_review",
                help="Decision on this issue; a text ending in ? is still needed", footer=3),
        Command(id="review-issues.route", key="r", title="route", help="To another team or another review",
                when="on_open", footer=4),
        Command(id="review-issues.solve", key="e", title="solved", help="It is solved", when="on_open", footer=5),
        Command(id="review-issues.snooze", key="s", title="next week", help="Put it off to the next review",
                when="on_open", footer=6),
        Command(id="review-issues.comment", key="c", title="discuss", help="A line of the discussion",
                when="on_open", footer=7),
        Command(id="review-issues.vote", key="V", title="vote", help="Vote, or take my vote back", when="on_open"),
        Command(id="review-issues.move-up", key="K", title="move up", help="Discuss it earlier", when="on_open"),
        Command(id="review-issues.move-down", key="J", title="move down", help="Discuss it later", when="on_open"),
    )  # fmt: skip

    @property
    def on_open(self) -> bool:
        """Whether an open issue is under the cursor."""
        return isinstance(self.item, IssueView) and self.item.state == "open"

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield open issues in order, then those that are done with."""
        for one in self.record.issues:
            yield one.ref, one

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of an issue."""
        if not isinstance(item, IssueView):
            return super().draw(item, width)
        glyphs, view = self.screen.look.glyphs, self.record.review
        place = [one.id for one in self.record.issues].index(item.id) + 1
        mark = {"solved": glyphs.done, "snoozed": glyphs.crumb, "routed": glyphs.crumb}.get(item.state, str(place))
        if item.ref == view.focus and item.state == "open":
            mark = glyphs.running
        clock = self.record.clocks.get((6, item.ref))
        spent = rules.clock(clock.spent(self.record.now)) if clock is not None and item.ref != view.focus else ""
        estimate = f"{item.estimate}m" if item.estimate else ""
        private = f" {glyphs.private}" if item.private else ""
        return self.line(
            width, (mark, 2, True), (((item.title, ""), (private, "muted")), 0), (item.owner, 10),
            (f"{item.age}d", 4, True),
            (f"+{item.votes}" if item.votes else "", 3, True), (estimate, 4, True), (spent, 6, True),
            token="muted" if item.state != "open" else "bold" if item.ref == view.focus else "",
        )  # fmt: skip

    def detail(self, width: int) -> Sequence[Spans]:
        """Return the three lines of the issue under the cursor and what came of it."""
        one = self.item
        if not isinstance(one, IssueView):
            return ()
        talk = " / ".join(one.discussion.splitlines()[-2:])
        born = [f"{line.ref} {line.title}" for line in self.record.owned if line.origin == one.ref]
        planned, budget = rules.planned_minutes(
            [item.estimate for item in self.record.issues if item.state == "open"],
            dict(self.record.review.agenda)["issues"],
        )
        glyphs = self.screen.look.glyphs
        rows = (
            ("IDENTIFY", one.real_issue or "What is the real issue, in one line?"),
            ("DISCUSS", talk or "c or Enter adds a line"),
            ("SOLVE", one.solution or "t to-do   D decision   r route   e solved   s next week"),
            ("CAPTURED", "; ".join(born) if born else f"nothing yet   planned {planned}m of {budget}m"),
        )
        filled = (bool(one.real_issue), bool(talk), bool(one.solution), bool(born))
        return tuple(
            cells.truncate(((f" {name:<9}", "title"), (text, "" if there else "muted")), width, glyphs)
            for (name, text), there in zip(rows, filled, strict=True)
        )

    def note(self) -> str:
        """Return the clock of the issue that is taken up: "I2 1:35 of 5:00"."""
        view = self.record.review
        clock = self.record.clocks.get((6, view.focus))
        one = next((one for one in self.record.issues if one.ref == view.focus), None)
        if clock is None or one is None or one.state != "open":
            return ""
        spent, minutes = clock.spent(self.screen.store.clock.now()), one.estimate or DEFAULT_MINUTES
        over = "  OVER" if spent > minutes * 60 else ""
        return f"{one.ref} {rules.clock(spent)} of {minutes}:00{over}"

    # ---- what the keys do

    async def do_enter(self) -> None:
        """Take the issue up and ask for the line that is missing next."""
        one = self.item
        if self.screen.can_drive and self.record.review.focus != one.ref:
            writing = self.screen.write(Focus(review=self.review, ref=one.ref), told=False)
            await writing.finished.wait()
        if not one.real_issue:
            self.capture("real issue", lambda text: Identify(issue=one.ref, text=text))
        elif not one.discussion:
            self.do_comment_on(one)
        else:
            self.capture("solution", lambda text: Solve(issue=one.ref, text=text), value=one.solution)

    def do_comment(self) -> None:
        """A line of the discussion."""
        self.do_comment_on(self.item)

    def do_comment_on(self, one: IssueView) -> None:
        """Ask for a line of the discussion of an issue."""
        self.capture("discuss", lambda text: Discuss(issue=one.ref, text=text))

    def do_todo(self) -> None:
        """A to-do from this issue."""
        review, one = self.review, self.item
        self.capture(
            f"to-do of {one.ref}",
            lambda text: Capture(review=review, step=6, kind="change", text=text, ref=one.ref),
            hint=f"@who, else {one.owner}" if one.owner else "what @who by W35",
        )

    def do_decision(self) -> None:
        """A decision on this issue."""
        review, ref = self.review, self.ref
        self.capture(
            f"decision on {ref}" if ref else "decision",
            lambda text: CaptureDecision(review=review, step=6, text=text, ref=ref),
            hint="ends in ? when it is still needed",
        )

    def do_solve(self) -> Result:
        """It is solved; an escalated one takes its answer back."""
        one = self.item
        if one.escalated and not one.solution:
            self.capture(
                "answer",
                lambda text: SolveIssue(issues=(one.ref,), answer=text),
                hint="goes back to the team it came from",
                then=self._put_down,
            )
            return None
        return self.save(SolveIssue(issues=(one.ref,)), then=self._put_down)

    def _put_down(self) -> None:
        """Stop the clock of the issue that was taken up, when it is not talked about any more."""
        view = self.record.review
        still = any(one.ref == view.focus and one.state == "open" for one in self.record.issues)
        if self.screen.can_drive and view.focus and not still:
            self.screen.write(Focus(review=self.review, ref=""), told=False)

    def do_snooze(self) -> Result:
        """Off to the next review."""
        view, today = self.record.review, self.screen.store.clock.today()
        until = lines.next_review(today, view.weekday).isoformat()
        return self.save(SnoozeIssue(issues=(self.ref,), until=until), then=self._put_down)

    def do_route(self) -> None:
        """Ask where it goes."""
        ref = self.ref
        self.screen.ask("route to", ROUTES, lambda key: self._route(ref, key))

    def _route(self, ref: str, key: str) -> Result:
        if key == "/":
            self.capture("to team", lambda text: RouteIssue(issues=(ref,), team=text), then=self._put_down)
            return None
        forum = {"m": "monthly", "q": "quarterly"}.get(key, "")
        return self.save(RouteIssue(issues=(ref,), forum=forum), then=self._put_down)

    def do_vote(self) -> Result:
        """Vote, or take it back."""
        return self.save(Vote(issue=self.ref))

    def do_move_up(self) -> Result:
        """Discuss it earlier."""
        return self._rank(-1)

    def do_move_down(self) -> Result:
        """Discuss it later."""
        return self._rank(1)

    def _rank(self, by: int) -> Result:
        order = [one.id for one in self.record.issues if one.state == "open"]
        place = order.index(self.item.id) + 1 + by
        if not 1 <= place <= len(order):
            return None
        return self.save(Rank(issue=self.ref, place=place))
