"""Step 7: decisions with owners, whom to tell, the rating revealed together, and the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.reviews import rules
from models.reviews.reads import PersonView
from models.reviews.step_reads import OwnedView
from models.reviews.verbs import Capture, CloseReview, Rate, Reveal
from models.verbs import SetOwner
from screens.commands import DIGITS, Command
from screens.review_steps.step import Step, say_day
from screens.shell import Result
from screens.widgets.rows import Row

SECTIONS = (("made", "DECISIONS MADE"), ("needed", "DECISIONS NEEDED"), ("change", "CHANGES BY NEXT WEEK"))
NEAREST = 9


class CloseStep(Step):
    """Digits rate, `o` gives an owner, `r` tells another team, `e` closes."""

    number = 7
    commands = (
        Command(id="review-close.rate", key="1", also=(*DIGITS[2:], "0"), show="0-9", title="rate (0 is 10)",
                help="Rate this review: 1 to 9, 0 is 10", when="in_review", footer=1),
        Command(id="review-close.owner", key="o", title="owner", help="Who owns this", when="on_owned", footer=2),
        Command(id="review-close.route", key="r", title="tell", help="Tell another team: Support: shift is pending",
                when="in_review", footer=3),
        Command(id="review-close.view", key="v", title="reveal", help="Show all ratings", when="can_reveal", footer=4),
        Command(id="review-close.why", key="w", title="why", help="Say what would have made it better",
                when="in_review", footer=6),
        Command(id="review-close.close", key="e", title="close", help="Close the review and save its minutes",
                when="leads", footer=5),
    )  # fmt: skip

    @property
    def on_owned(self) -> bool:
        """Whether a decision or to-do is under the cursor."""
        return isinstance(self.item, OwnedView)

    @property
    def about(self) -> str:
        """What is captured at the end is about nothing on the list: its owner is asked for."""
        return ""

    @property
    def can_reveal(self) -> bool | str:
        """Whether there are ratings that I may reveal."""
        if self.record.shown:
            return "The ratings are shown already"
        return self.screen.leads if any(one.rated for one in self.record.people) else "Nobody has rated yet"

    def lay_out(self) -> Iterable[tuple[str, Any]]:
        """Yield what was decided and promised, tells, ratings."""
        record = self.record
        for kind, title in SECTIONS:
            found = [one for one in record.owned if one.kind == kind]
            missing = sum(not one.owner for one in found)
            note = f"{missing} without owner: o" if missing else "all have an owner" if found else ""
            yield kind, self.heading(f"{title} {len(found)}", note)
            for one in found:
                yield one.ref, one
        yield "tells", self.heading(f"TELL OTHERS {len(record.tells)}", "r tells a team")
        for tell in record.tells:
            yield f"tell {tell.id}", self.words(f"  {tell.team}: {tell.text}")
        wins = [win for person in record.people for win in person.wins]
        if wins:
            yield "wins", self.words(((f"WINS {len(wins)}  ", "title"), ("; ".join(wins), "")))
        rated = sum(one.rated for one in record.people)
        note = "0-9, 0 is 10; shown when all have rated" if not record.shown else self._mean()
        yield "rating", self.heading(f"RATING {rated} OF {sum(one.state == 'here' for one in record.people)}", note)
        for person in record.people:
            if person.state == "here" or person.rated:
                yield f"person {person.id}", person

    def _mean(self) -> str:
        mean = rules.mean_rating([one.rating for one in self.record.people if one.rating is not None])
        return f"{mean:.1f}" if mean is not None else ""

    def draw(self, item: Any, width: int) -> Row:
        """Return the row of something owned or of a person's rating."""
        if isinstance(item, OwnedView):
            owner: Any = item.owner or (("no owner", "off"),)
            return self.line(width, (item.ref, 5), (item.title, 0), (owner, 14), (say_day(item.by), 10))
        if isinstance(item, PersonView):
            mark = str(item.rating) if item.rating is not None and self._open(item) else "rated" if item.rated else "_"
            why = item.why if item.why and self._open(item) else ""
            if self.record.shown and item.rating is not None and rules.asks_why(item.rating) and not why:
                why = "w: what would have made it better?"
            return self.line(width, (item.name, 16), (mark, 6), (why, 0))
        return super().draw(item, width)

    def _open(self, one: PersonView) -> bool:
        """Whether a rating may be seen on this screen: my own one only where nobody else looks on."""
        return self.record.shown or (one.id == self.screen.store.me.id and not self.screen.present)

    # ---- rating

    def _rater(self) -> PersonView | None:
        """Return whose rating a digit sets: the person under the cursor when I lead, else mine."""
        me = self.screen.store.me.id
        if isinstance(self.item, PersonView) and (self.screen.can_drive or self.item.id == me):
            return self.item
        return next((one for one in self.record.people if one.id == me), None)

    def do_rate(self) -> Result:
        """Set the rating; mine asks why at 7 or less, unless others look on: then the shown ratings ask."""
        one, value = self._rater(), rules.rating_digit(int(self.screen.pressed))
        if one is None:
            self.screen.notice("You are not in this review", "warn")
            return None
        mine = one.id == self.screen.store.me.id
        ask = mine and rules.asks_why(value) and not self.screen.present and not one.why
        then = (lambda: self._ask_why(one)) if ask else lambda: self._next_rater(one)
        return self.save(Rate(review=self.review, value=value, person="" if mine else one.handle), then=then)

    def _next_rater(self, one: PersonView) -> None:
        """Go on to the next who has not rated, when I lead and the room says its ratings one after another."""
        people = [(key, item) for key, item in self.items.items() if isinstance(item, PersonView)]
        place = next((place for place, (_key, item) in enumerate(people) if item.id == one.id), -1)
        waiting = [key for key, item in (*people[place + 1 :], *people[: max(0, place)]) if not item.rated]
        if self.screen.can_drive and waiting:
            self.screen.table.go_to(waiting[0])

    def _ask_why(self, one: PersonView) -> None:
        review, mine = self.review, one.id == self.screen.store.me.id
        self.capture(
            "what would have made it better?",
            lambda text: Rate(review=review, person="" if mine else one.handle, why=text),
            value=one.why or "",
            then=lambda: self._next_rater(one),
        )

    def do_why(self) -> None:
        """Ask what would have made it better."""
        one = self._rater()
        if one is None or not one.rated:
            self.screen.notice("Rate first: a digit, 0 is 10")
            return
        self._ask_why(one)

    def do_view(self) -> Result:
        """Show all ratings."""
        return self.save(Reveal(review=self.review))

    # ---- owners, tells, the end

    def do_owner(self) -> None:
        """Ask who owns the row."""
        self._ask_owner(self.item, None)

    def _ask_owner(self, one: OwnedView, then: Any) -> None:
        people = [person for person in self.record.people if person.state == "here"][:NEAREST]
        letters: dict[str, PersonView] = {}
        for person in people:
            letter = next((char for char in person.handle if char.isalpha() and char not in letters), "")
            if letter:
                letters[letter] = person
        choices = [(letter, person.name) for letter, person in letters.items()]

        def chosen(key: str) -> Result:
            if key == "/":
                self.capture(
                    f"owner of {one.ref}", lambda text: SetOwner(refs=(one.ref,), handle=text), hint="handle", then=then
                )
                return None
            return self.save(SetOwner(refs=(one.ref,), handle=letters[key].handle), then=then)

        self.screen.ask(f"owner of {one.ref} {one.title}", [*choices, ("/", "everybody")], chosen)

    def do_route(self) -> None:
        """Ask whom to tell what."""
        review = self.review
        self.capture(
            "tell",
            lambda text: Capture(review=review, step=7, kind="tell", text=text),
            hint="Support: shift is pending",
        )

    async def do_close(self) -> None:
        """Ask for missing owners, one after another, then for the word to close."""
        from screens.dialogs.confirm import ConfirmDialog

        missing = [one for one in self.record.owned if not one.owner]
        if missing:
            self._ask_owner(missing[0], self.do_close)
            return
        waiting = sum(one.state == "here" and not one.rated for one in self.record.people)
        note = f"{waiting} here have not rated yet. " if waiting else ""
        question = f"{note}The minutes are saved with the review, and nothing of it changes any more."
        dialog = ConfirmDialog("Close the review", question, key="y", verb="close it")
        await self.screen.shell.open_dialog(dialog, self._confirmed)

    def _confirmed(self, sure: Any) -> Result:
        return self.save(CloseReview(review=self.review)) if sure else None
