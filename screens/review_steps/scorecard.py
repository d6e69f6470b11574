"""Step 1: the scorecard read out, worst first; who is here; one win each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.reviews.line_reads import LineView
from models.reviews.reads import PersonView
from models.reviews.step_reads import TellView
from models.reviews.verbs import AcknowledgeTell, Capture, SetPresent, SetSeat
from screens.commands import Command
from screens.review_steps.lines import LineStep
from screens.shell import Result
from screens.widgets.rows import Row

FINE = ("ok", "early", "done")


class ScorecardStep(LineStep):
    """No discussion here: `i` sends a line to issues."""

    number = 1
    empty = "No measures yet and nobody here.\n\na m adds a measure."
    commands = (
        Command(id="review-scorecard.issue", key="i", title="to issues", help="Send this line to issues",
                when="on_line", footer=1),
        Command(id="review-scorecard.away", key="x", title="away", help="Away, or here after all", when="on_person",
                footer=2),
        Command(id="row.open", key="enter", title="win", group="Everywhere", help="Write down a win of this person",
                call="enter", when="takes_enter", footer=3),
        Command(id="review-scorecard.acknowledge", key="A", title="heard", help="Acknowledge what another team told",
                when="on_tell", footer=1),
        Command(id="review-scorecard.view", key="v", title="all", help="Show the lines that are ok, or hide them",
                footer=5),
        Command(id="review-scorecard.owner", key="o", title="seat", help="Make this person facilitator or scribe",
                when="on_person", footer=4),
    )  # fmt: skip

    all_lines = False

    @property
    def on_person(self) -> bool:
        """Whether a person is under the cursor."""
        return isinstance(self.item, PersonView)

    @property
    def takes_enter(self) -> bool | str:
        """Whether Enter writes something here: a measure has no talk."""
        return True if self.on_person or self.on_tell else "No discussion here: i sends a line to issues"

    @property
    def on_tell(self) -> bool:
        """Whether a line of another team is under the cursor."""
        return isinstance(self.item, TellView)

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield tells, measures worst first, people."""
        record = self.record
        if record.told:
            yield "told", self.heading("TOLD BY OTHER TEAMS", "A heard")
            for tell in record.told:
                yield f"tell {tell.id}", tell
        fine = [one for one in record.scorecard if one.status in FINE]
        for one in record.scorecard:
            if self.all_lines or one not in fine:
                yield one.ref, one
        if fine and not self.all_lines:
            glyphs = self.screen.look.glyphs
            names = ", ".join(one.title for one in fine)
            yield "fine", self.words(((f"{glyphs.ok} ok {len(fine)}   ", "ok"), (names, "muted")))
        here = sum(one.state == "here" for one in record.people)
        yield "people", self.heading(f"HERE {here} OF {len(record.people)}", "x away   Enter one win each")
        for person in record.people:
            yield f"person {person.id}", person

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of a tell, a measure or a person."""
        glyphs = self.screen.look.glyphs
        if isinstance(item, LineView):
            return self.draw_line(item, width)
        if isinstance(item, TellView):
            return self.line(width, (glyphs.done if item.seen else glyphs.none, 1), (f"{item.team}: {item.text}", 0))
        if isinstance(item, PersonView):
            away = item.state == "away"
            view = self.record.review
            seat = {view.facilitator_id: "leads", view.scribe_id: "writes"}.get(item.id, "")
            wins = "; ".join(item.wins)
            token = "muted" if away else ""
            return self.line(
                width,
                (glyphs.off if away else glyphs.done, 1),
                (item.name, 16),
                (seat, 6),
                (wins or "", 0),
                token=token,
            )
        return super().draw(item, width)

    def do_away(self) -> Result:
        """Away, or here after all; the cursor goes on."""
        one = self.item
        verb = SetPresent(review=self.review, person=one.handle, away=one.state == "here")
        return self.save(verb, then=self.down)

    def do_enter(self) -> Result:
        """A person's win, or that a tell was heard."""
        one = self.item
        if isinstance(one, TellView):
            return self.do_acknowledge()
        review = self.review
        self.capture(
            f"win of {one.name}",
            lambda text: Capture(review=review, step=1, kind="win", text=text, by=one.handle),
            then=self.down,
        )
        return None

    def do_acknowledge(self) -> Result:
        """We have heard it."""
        return self.save(AcknowledgeTell(tell=self.item.id), then=self.down)

    def do_view(self) -> None:
        """Show lines that are ok as well."""
        self.all_lines = not self.all_lines
        self.screen.refresh_view()

    def do_owner(self) -> None:
        """Ask which seat."""
        one, review = self.item, self.review
        seats = {"f": "facilitator", "s": "scribe"}
        self.screen.ask(
            one.name,
            list(seats.items()),
            lambda key: self.save(SetSeat(review=review, seat=seats[key], person=one.handle)),
        )
