"""Before a review: what is prepared, what is missing, and how the last ones went. Enter starts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.reviews.preparation import OwnerView, PreparationView, preparation
from models.reviews.reads import ReviewView
from models.weeks import format_week
from screens.commands import Command
from screens.review_steps.step import Step, say_day
from screens.shell import Result
from screens.widgets.rows import Row

Promise = tuple[str, str, bool]
"""What was promised, by whom, whether it is done."""


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
        yield "start", found
        yield from self._section("numbers", self._numbers(found.owners))
        yield from self._section("promises", self._promises(found.promises))
        if found.tells:
            yield from self._section("tells", [
                self.heading("TOLD BY OTHER TEAMS"), *(self.words(f"{team}: {text}") for team, text in found.tells)
            ])  # fmt: skip
        talk = f"{_count(found.hot, 'hot item')}, {_count(found.issues, 'issue')}"
        yield from self._section("talk", [self.heading("TO TALK ABOUT", talk)])
        if found.past:
            yield from self._section("past", [self.heading("REVIEWS BEFORE", "Enter reads one")])
        for view in found.past:
            yield view.ref, view

    def _section(self, name: str, rows: Iterable[Any]) -> Iterable[tuple[str, Any]]:
        """Yield rows below an empty line. Only what Enter opens can be chosen: the rest is there to be read."""
        yield name, self.words("")
        for place, row in enumerate(rows):
            yield f"{name} {place}", row

    def _numbers(self, owners: Sequence[OwnerView]) -> Iterable[Row]:
        """Yield who owes what; those with everything in share a line."""
        total, filled = sum(one.total for one in owners), sum(one.filled for one in owners)
        yield self.heading(f"{filled} OF {_count(total, 'NUMBER')} IN" if total else "NO NUMBERS YET")
        glyphs = self.screen.look.glyphs
        for one in owners:
            owed = f"{_count(one.check_ins, 'check-in')} owed" if one.check_ins else ""
            missing = f"missing: {', '.join(one.missing)}" if one.missing else ""
            if owed or missing:
                words = "   ".join(word for word in (owed, missing) if word)
                yield self.words(((f"{glyphs.late} {one.name:<12} ", ""), (words, "muted")))
        ready = ", ".join(one.name for one in owners if not (one.missing or one.check_ins))
        if ready:
            yield self.words(((f"{glyphs.done} ", ""), (ready, "muted")))

    def _promises(self, promises: Sequence[Promise]) -> Iterable[Row | Promise]:
        """Yield what was promised for this week, done or not."""
        kept = sum(done for _title, _owner, done in promises)
        title = f"{kept} OF {_count(len(promises), 'PROMISE')} KEPT SO FAR" if promises else "NOTHING WAS PROMISED"
        yield self.heading(title)
        yield from promises

    def draw(self, item: Any, width: int) -> Row:
        """Return the row that starts the review, that of a promise, or of an old review."""
        if isinstance(item, PreparationView):
            start = (("Start the weekly review of ", ""), (item.team, "bold"))
            return self.line(width, (start, 0), (say_day(item.day), 12, True))
        if isinstance(item, ReviewView):
            rate = "" if item.kept_rate is None else f"kept {round(item.kept_rate * 100)} %"
            rating = "" if item.rating is None else f"rated {item.rating:.1f}"
            state = "" if item.state == "closed" else item.state
            week, day = format_week(item.week, short=True), say_day(item.started_at[:10])
            return self.line(width, (item.ref, 5), (week, 4), (day, 12), (rate, 12), (rating, 10), (state, 0))
        if isinstance(item, Row):
            return item
        title, owner, done = item
        mark = self.screen.look.glyphs.status("done" if done else "none")
        return self.line(width, (mark, 1), (title, 0), (owner, 14))._replace(heading=True)

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


def _count(number: int, what: str) -> str:
    """Return a number of things in words: `2 issues`, `1 NUMBER`."""
    ending = "S" if what.isupper() else "s"
    return f"{number} {what}{ending * (number != 1)}"
