"""How a review is talked to: who may drive it, lines that are captured, going from step to step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from models.errors import Busy, OarError, Unreachable
from models.issues.verbs import RaiseHot, RaiseIssue
from models.reviews import reads
from models.reviews.record import RecordView
from models.reviews.verbs import Borrow, Capture, CaptureDecision, GoToStep, StartReview
from models.verbs import Add
from screens.base import OarScreen
from screens.shell import Result

if TYPE_CHECKING:
    from screens.review_steps.step import Step


class ReviewTalk(OarScreen):
    """The talking half of the review screen (screens/review.py).

    record: what was read of the review, None before one. shown: the page that is shown. following: whether it is
    the facilitator's.
    """

    record: RecordView | None
    step: Step
    following: bool
    shown: int
    team: int
    number: int

    def show_step(self, number: int) -> None:
        """Show a page."""
        raise NotImplementedError

    def forget_cursors(self) -> None:
        """Begin every page at its first row again."""
        raise NotImplementedError

    # ---- who may what

    @property
    def in_review(self) -> bool | str:
        """Whether a review is open here (for `when`)."""
        return True if self.record is not None and self.record.review.open else "No review is open: Enter starts one"

    @property
    def can_drive(self) -> bool:
        """Whether I lead the open review, or write for it."""
        return bool(self.record and self.record.review.open and self.record.review.leads(self.store.me.id))

    @property
    def leads(self) -> bool | str:
        """Whether the clock is mine (for `when`), or why not."""
        return True if self.can_drive else "Only who leads the review can do that"

    @property
    def can_follow(self) -> bool | str:
        """Whether somebody else leads an open review here (for `when`)."""
        if self.in_review is not True:
            return self.in_review
        return True if not self.can_drive else "You lead: everybody follows you"

    # ---- writing

    def named(self, name: str) -> Any:
        """Return what a command names: of the step first, then of the screen."""
        found = getattr(self.step, name, None)
        return found if found is not None else super().named(name)

    def save(
        self, verb: Any, *, then: Callable[[], Any] | None = None, again: Callable[[], None] | None = None
    ) -> Result:
        """Write `verb` and wait for it; `then` follows when it was written, `again` when it was refused."""
        return self._save(verb, then, again)

    async def _save(self, verb: Any, then: Callable[[], Any] | None, again: Callable[[], None] | None) -> None:
        # A refused line comes back by itself; without `again` the screen's own way of keeping what was typed serves.
        writing = self.write(verb, refused=self._line_refused if again is not None else None)
        await writing.finished.wait()
        if writing.error is not None:
            if again is not None:
                again()
                self.notice(cast(OarError, writing.error).line(), "error")
            return
        if then is not None:
            result = then()
            if asyncio.iscoroutine(result):
                await result

    def _line_refused(self, error: Exception) -> None:
        if not isinstance(error, OarError):
            raise error
        if isinstance(error, Unreachable) and not isinstance(error, Busy):
            self.shell.lost(error)

    def capture(
        self,
        label: str,
        verb: Callable[[str], Any],
        *,
        value: str = "",
        hint: str = "",
        then: Callable[[], Any] | None = None,
    ) -> None:
        """Ask for one line and write it. An empty one is nothing; a refused one comes back to be corrected."""

        def submit(typed: str) -> Result:
            if not typed.strip():
                return None
            again = lambda: self.capture(label, verb, value=typed, hint=hint, then=then)  # noqa: E731
            return self.save(verb(typed), then=then, again=again)

        self.prompt(label, value, submit, hint=hint)

    def do_add(self, kind: str) -> Result:
        """Ask for a line and add it to the review."""
        if self.record is None or not self.record.review.open:
            return super().do_add(kind)
        review, step, ref = self.record.review, self.shown, self.step.about
        team = f"T{review.team_id}"
        verbs: dict[str, Callable[[str], Any]] = {
            "decision": lambda text: CaptureDecision(review=review.id, step=step, text=text, ref=ref),
            "todo": lambda text: Capture(review=review.id, step=step, kind="change", text=text, ref=ref),
            "win": lambda text: Capture(review=review.id, step=step, kind="win", text=text),
            "issue": lambda text: RaiseIssue(title=text, team=team, private=review.private),
            "hot_item": lambda text: RaiseHot(text=text, team=team, private=review.private),
        }
        hints = {"decision": "ends in ? when needed", "todo": "what @who by W35"}
        verb = verbs.get(kind, lambda text: Add(kind=kind, fields={"title": text}))
        self.capture(f"add {kind.replace('_', ' ')}", verb, hint=hints.get(kind, ""))
        return None

    def filter_rows(self, text: str) -> None:
        """A review shows everything: it has no filter."""
        self.notice("A review has no filter: it shows what there is", "warn")

    # ---- steps

    def start_review(self, team: int) -> Result:
        """Start the review of a team, or join the one that somebody else has just started."""
        self.team, self.following = team, True
        return self.save(StartReview(team=f"T{team}"), then=self.refresh_view)

    def read_review(self, number: int) -> None:
        """Show a review by its number; 0 goes to the page before the next one."""
        self.number = number
        self.following = True
        self.forget_cursors()
        self.refresh_view()

    async def do_next(self) -> None:
        """Next step."""
        await self._go(self.shown + 1)

    async def do_step_back(self) -> None:
        """Step before."""
        await self._go(self.shown - 1)

    async def _go(self, step: int) -> None:
        if not 1 <= step <= 7:
            self.notice("e closes the review" if step > 7 else "This is the first step")
            return
        if self.can_drive:
            assert self.record is not None
            self.following = True
            writing = self.write(GoToStep(review=self.record.review.id, step=step), told=False)
            await writing.finished.wait()
            if writing.error is None:
                self.message.clear()
            return
        self.following = False
        self.show_step(step)
        self.refresh_view()
        self.notice("You look around by yourself; F follows again")

    def do_follow(self) -> None:
        """Follow the facilitator, or stop following."""
        self.following = not self.following
        self.refresh_view()
        assert self.record is not None
        leads = self.record.review.facilitator or "nobody"
        self.notice(f"Following {leads}" if self.following else "You look around by yourself; F follows again")

    def do_borrow(self) -> Result:
        """Two minutes from Issues."""
        assert self.record is not None
        return self.save(Borrow(review=self.record.review.id, step=self.shown))

    def copied_text(self) -> str:
        """Return what `y` copies: the minutes on the last pages, else the row."""
        from models.reviews import minutes

        if self.record is not None and self.shown >= 7:
            saved = reads.saved_minutes(self.store.reader, self.record.review.id) if not self.present else ""
            return saved or minutes.build(self.record)
        return super().copied_text()
