"""Before a review: what is prepared, what is missing, and how the last ones went. Enter starts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.reviews.preparation import OwnerView, preparation
from models.reviews.reads import ReviewView
from models.weeks import format_week
from screens.commands import Command
from screens.review_steps.step import Step
from screens.shell import Result
from screens.widgets.rows import Row


class StartPage(Step):
    """The page that starts a review."""

    empty = "No team yet: a review belongs to one.\n\nAsk an admin for `oar people add`."
    commands = (
        Command(id="row.open", key="enter", title="start", group="Everywhere", help="Start, or read an old review",
                call="enter", when="can_write", footer=1),
        Command(id="review-start.view", key="v", title="team", help="Prepare the review of another team of mine",
                when="has_teams", footer=2),
    )  # fmt: skip

    @property
    def teams(self) -> tuple[int, ...]:
        """The teams whose reviews I take part in, my own first."""
        me = self.screen.store.me
        return (*me.own, *(team for team in sorted(me.access) if team not in me.own))

    @property
    def has_teams(self) -> bool:
        """Whether there is another team to go to."""
        return len(self.teams) > 1

    @property
    def team(self) -> int:
        """The team that is shown."""
        return self.screen.team or (self.teams[0] if self.teams else 0)

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield what is prepared, then the reviews before."""
        if not self.team:
            return
        store = self.screen.store
        found = preparation(store.reader, self.team, store.clock.today())
        yield "start", f"Start the weekly review of {found.team} now   (next on {found.day})"
        total, filled = sum(one.total for one in found.owners), sum(one.filled for one in found.owners)
        yield "numbers", self.heading("NUMBERS", f"{filled} of {total} are in")
        for one in found.owners:
            yield f"owner {one.name}", one
        kept = sum(done for _title, _owner, done in found.promises)
        yield "promises", self.heading("PROMISED FOR THIS WEEK", f"{kept} of {len(found.promises)} done so far")
        for place, (title, owner, done) in enumerate(found.promises):
            yield f"promise {place}", (title, owner, done)
        for place, (team, text) in enumerate(found.tells):
            if not place:
                yield "tells", self.heading("TOLD BY OTHER TEAMS")
            yield f"tell {place}", self.words(f"{team}: {text}")
        yield "waits", self.heading("WAITING", f"{found.hot} hot items, {found.issues} issues")
        if found.past:
            yield "past", self.heading("REVIEWS BEFORE", _trend(found.past))
        for view in found.past:
            yield view.ref, view

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of an owner, a promise or an old review."""
        glyphs = self.screen.look.glyphs
        if isinstance(item, OwnerView):
            late = f"{_count(item.check_ins)} owed" if item.check_ins else ""
            missing = ", ".join(item.missing)
            mark = glyphs.late if item.missing or item.check_ins else glyphs.done
            words = "  ".join(word for word in (late, f"missing: {missing}" if missing else "") if word)
            return self.line(width, (mark, 1), (item.name, 14), (f"{item.filled}/{item.total}", 6), (words, 0))
        if isinstance(item, ReviewView):
            rate = "" if item.kept_rate is None else f"kept {round(item.kept_rate * 100)} %"
            rating = "" if item.rating is None else f"rated {item.rating:.1f}"
            when = f"{format_week(item.week)}  {item.started_at[:10]}"
            return self.line(width, (item.ref, 5), (when, 22), (rate, 12), (rating, 12), (item.state, 0))
        if isinstance(item, tuple) and not isinstance(item, Row):
            title, owner, done = item
            mark = glyphs.done if done else glyphs.none
            return self.line(width, (mark, 1), (title, 0), (owner, 14))
        return super().draw(item, width)

    def do_enter(self) -> Result:
        """Start the review, or read the one under the cursor."""
        if isinstance(self.item, ReviewView):
            self.screen.read_review(self.item.id)
            return None
        if not self.team:
            return None
        return self.screen.start_review(self.team)

    def do_view(self) -> None:
        """Go to the next of my teams."""
        teams = self.teams
        self.screen.team = teams[(teams.index(self.team) + 1) % len(teams)]
        self.screen.refresh_view()


def _count(check_ins: int) -> str:
    return f"{check_ins} check-in{'s' * (check_ins != 1)}"


def _trend(past: Iterable[ReviewView]) -> str:
    """Return the ratings and kept rates of the last reviews in words, oldest first."""
    closed = [one for one in past if one.state == "closed"][:4][::-1]
    ratings = [f"{one.rating:.1f}" for one in closed if one.rating is not None]
    kept = [f"{round(one.kept_rate * 100)} %" for one in closed if one.kept_rate is not None]
    parts = [f"rated {', '.join(ratings)}" if ratings else "", f"kept {', '.join(kept)}" if kept else ""]
    return "   ".join(part for part in parts if part)
