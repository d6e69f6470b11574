"""What is done on the screen of a cycle: opening a row, ticking, asking for the strategy, carrying over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from models.cycles.planning import QuestionView
from models.cycles.verbs import AnswerReview, CarryOver, TickPlanning
from models.errors import Refused
from screens.cycle_scoring import CycleScoring
from screens.dialogs.text_view import TextDialog
from screens.shell import Result


class CycleVerbs(CycleScoring):
    """The changing half of CycleScreen (cycle.py)."""

    def row_ref(self) -> str:
        """Return the reference of the row, for the edit form; what is closed has none."""
        if self.view is None or self.view.state == "closed":
            return ""
        here = self.question_here() or self.line_here()
        return here.ref if here is not None else ""

    @property
    def on_line(self) -> bool | str:
        """Whether the row is an objective or a key result."""
        return bool(self.question_here() or self.line_here()) or "Only an objective or a key result has that"

    @property
    def can_do(self) -> bool | str:
        """Whether the row can be ticked or scored, or why not."""
        return self.can_write if self.check_here() is not None else self.can_score

    @property
    def can_score(self) -> bool | str:
        """Whether the row can be scored now, or why not."""
        assert self.view is not None
        if self.view.state == "closing":
            return self.can_write if self.line_here() is not None else "Only an objective or a key result is scored"
        words = {"active": "> begins the closing, then scores are given", "closed": "It is closed and stays as it is"}
        return words.get(self.view.state, "It is planned: e ticks a line of the checklist")

    @property
    def can_learn(self) -> bool | str:
        """Whether a line of the retrospective can be written now."""
        return self.can_write if self.plan is None else "A cycle in planning has taught nothing yet"

    @property
    def can_carry(self) -> bool | str:
        """Whether the row can go on in the next cycle, or why not."""
        line = self.line_here()
        if line is None or line.is_key_result:
            return "Only an objective goes on in the next cycle, with its key results"
        return f"It goes on already, as {line.into[0]} in {line.into[1]}" if line.into else self.can_write

    # ---- opening a row

    def do_open(self) -> Result:
        """Open the row: how a line is done, the review question, the score, or the detail."""
        assert self.view is not None
        check, question = self.check_here(), self.question_here()
        if check is not None:
            said = f"{check.item.how}\n\n{f'Now: {check.seen}.' if check.seen else ''}"
            note = f"Done by {check.by} on {check.on}" if check.by else "e ticks it"
            return self.shell.open_dialog(TextDialog(check.item.title, said.strip(), note=note))
        if question is not None:
            return self._ask_strategy(question)
        if self.view.state == "closing" and self.line_here() is not None and not self.store.read_only:
            self._score_prompt("")
            return None
        return self.do_detail() if self.on_line is True else None

    async def do_detail(self) -> None:
        """Open the objective's or key result's own screen."""
        from screens.key_result import KeyResultScreen

        if self.table.key is not None:
            await self.shell.open_screen(KeyResultScreen(self.table.key))

    def do_next(self) -> Result:
        """Go to the next row that something is missing of, and ask for it."""
        key = self.after(self.table.key)
        if key is None:
            self.notice("Nothing is missing here")
            return None
        self.table.go_to(key)
        self.update_frame()
        return self.do_open()

    # ---- planning

    def do_done(self) -> Result:
        """Tick the line of the checklist, or take the tick away; a score is taken as proposed."""
        check = self.check_here()
        if check is None:
            line = self.line_here()
            return None if line is None else self._scored(line, "")
        self.write(TickPlanning(cycle=self._cycle(), item=check.item.key, done=not check.by))
        if not check.by:
            self.table.move(1)
        return None

    def _ask_strategy(self, one: QuestionView) -> Result:
        if self.store.read_only:
            return None
        choices = [("y", "yes"), ("n", "no"), ("d", "detail"), ("s", "skip")]
        then: dict[str, Callable[[], Result]] = {
            "y": partial(self._because, one, True),
            "n": partial(self._because, one, False),
            "d": self.do_detail,
            "s": lambda: self.table.move(1),
        }
        self.ask(f"Does {one.ref} support the overall strategy?", choices, lambda key: then[key]())
        return None

    def _because(self, one: QuestionView, supports: bool) -> None:
        word = "yes" if supports else "no"
        kept = one.reason if one.supports == word else ""
        self.prompt(f"{one.ref} {word}, because", kept, lambda text: self._answer(one, supports, text))

    def _answer(self, one: QuestionView, supports: bool, text: str) -> Result:
        if not text.strip():
            raise Refused("The answer needs its reason", "One line is enough")
        return self.change(AnswerReview(goal=one.id, supports=supports, reason=text), lambda _: self.walk_on(one.id))

    # ---- where it goes on

    def do_carry(self) -> Result:
        """Let the objective go on in the next cycle with what was not reached."""
        return self._carry(extend=False)

    def do_extend(self) -> Result:
        """Let the objective go on in the next cycle with all of it."""
        return self._carry(extend=True)

    def _carry(self, *, extend: bool) -> Result:
        line = self.line_here()
        if line is not None:
            return self.change(CarryOver(goal=line.key, extend=extend))
        return None

    def do_add(self, kind: str) -> Result:
        """Add an objective to this cycle; everything else as on any screen."""
        if kind != "objective" or self.view is None or self.view.state == "closed":
            return super().do_add(kind)
        from models.okrs.form_reads import SHOWN

        names = [name for name in SHOWN["objective"] if name not in ("baseline", "what", "how", "cycle")]
        return self.add_record("objective", {"cycle": self.view.ref}, names=names)
