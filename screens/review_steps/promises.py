"""Step 2: what was promised last week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.issues.verbs import DoneTodo
from models.reviews import reads, rules
from models.reviews.step_reads import PromiseView
from models.reviews.verbs import CarryPromise
from screens.commands import Command
from screens.review_steps.step import Step, say_day
from screens.shell import Result
from screens.text import Spans
from screens.widgets.rows import Row


class PromisesStep(Step):
    """`e` done, `s` carry; the kept rate below."""

    number = 2
    empty = "Nothing was promised for this week.\n\nc in step 3 makes a promise for the next."
    commands = (
        Command(id="review-promises.done", key="e", title="done", help="It was kept", when="has_item", footer=1),
        Command(id="review-promises.carry", key="s", title="carry", help="Carry it to the next review",
                when="has_item", footer=2),
        Command(id="review-promises.edit", key="E", title="carry to a day", when="has_item",
                help="Carry it to a week or day"),
    )  # fmt: skip

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield the promises."""
        if self.record.promises:
            yield "head", self.heading("CHANGES PROMISED FOR THIS WEEK", "e done   s carry")
        for one in self.record.promises:
            yield one.ref, one

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of a promise."""
        if not isinstance(item, PromiseView):
            return super().draw(item, width)
        glyphs = self.screen.look.glyphs
        mark, token = {"done": (glyphs.done, "ok"), "carried": (glyphs.crumb, "risk")}.get(
            item.state, (glyphs.none, "none")
        )
        word = item.state if item.state != "open" else f"missed {item.misses}x" if item.misses else ""
        due = say_day(item.due)
        return self.line(width, (((mark, token),), 1), (item.title, 0), (item.owner, 12), (due, 10), (word, 10))

    def detail(self, width: int) -> Sequence[Spans]:
        """Return the kept rate, this week's and those before."""
        found = self.record.promises
        if not found:
            return ()
        kept = sum(one.kept for one in found)
        past = reads.reviews(self.screen.store.reader, team=self.record.review.team_id, limit=5)
        rates = [one.kept_rate for one in past if one.kept_rate is not None][:4][::-1]
        before = ", ".join(f"{round(rate * 100)} %" for rate in rates)
        share = rules.kept_rate(kept, len(found)) or 0.0
        words = f" Kept {kept} of {len(found)} ({round(share * 100)} %)."
        return (((words, "bold"), (f"   Last reviews: {before}" if before else "", "muted")),)

    def do_done(self) -> Result:
        """It was kept."""
        return self.save(DoneTodo(todos=(self.ref,)), then=self.down)

    def do_carry(self) -> Result:
        """Carry it to the next review."""
        return self.save(CarryPromise(review=self.review, todo=self.ref), then=self.down)

    def do_edit(self) -> None:
        """Carry it to a day that is asked for."""
        review, ref = self.review, self.ref
        self.capture(
            "carry to", lambda text: CarryPromise(review=review, todo=ref, due=text), hint="fri, +2w, W48 or 24.12.",
            then=self.down,
        )  # fmt: skip
