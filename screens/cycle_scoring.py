"""Scoring on the screen of a cycle: score, reason, cause, what worked and what did not, then the next row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain, islice, takewhile
from typing import Any

from models.cycles import rules
from models.cycles.planning import LineView as CheckView
from models.cycles.planning import PlanningView, QuestionView
from models.cycles.reads import CycleView
from models.cycles.scoring import LineView, ScoresView, walking_order
from models.cycles.verbs import Learn, Score
from models.errors import Refused
from models.okrs.rules import needs_cause, score_text
from screens.cycle_rows import CHECK
from screens.cycle_stage import CycleStage
from screens.shell import Result
from screens.widgets.rows import ListSource


class CycleScoring(CycleStage):
    """The scoring part of CycleScreen (cycle.py)."""

    view: CycleView | None
    plan: PlanningView | None
    scores: ScoresView | None
    lines: dict[int, LineView]
    """The rows of `scores` by their keys."""
    source: ListSource
    walk: list[tuple[int, bool]]
    """(key, whether something is missing) of the rows in the order in which they are walked."""

    # ---- what the cursor is on

    def cycle_here(self) -> CycleView | None:
        """Return the cycle of the screen."""
        return self.view

    def check_here(self) -> CheckView | None:
        """Return the line of the checklist under the cursor."""
        number = (self.table.key or 0) - CHECK
        if self.plan is None or number <= 0:
            return None
        return next((line for week in self.plan.weeks for line in week.lines if line.number == number), None)

    def question_here(self) -> QuestionView | None:
        """Return the objective in planning under the cursor."""
        if self.plan is None:
            return None
        return next((one for one in self.plan.questions if one.id == self.table.key), None)

    def line_here(self) -> LineView | None:
        """Return the objective or key result with its score under the cursor."""
        return self.lines.get(self.table.key or 0)

    def _cycle(self) -> int:
        assert self.view is not None
        return self.view.id

    def after(self, key: int | None) -> int | None:
        """Return the next row that something is missing of, beginning anew behind the last; None when none is."""
        walk = self.walk
        branch = self._branch(key)
        if branch:
            at = next(place for place, (one, _) in enumerate(walk) if one in branch) - 1
        else:
            at = next((place for place, (one, _) in enumerate(walk) if one == key), -1)
        round_about = chain(islice(walk, at + 1, None), islice(walk, at + 1))
        return next((one for one, missing in round_about if missing and one in self.source.rows), None)

    def _branch(self, key: int | None) -> set[int]:
        """Return the rows below an objective: what it rests on is walked before it."""
        here = self.lines.get(key or 0)
        if here is None or here.is_key_result or self.scores is None:
            return set()
        lines = self.scores.lines
        at = lines.index(here)
        below = takewhile(lambda line: line.depth > lines[at].depth, lines[at + 1 :])
        return {line.key for line in below}

    def walk_on(self, key: int) -> None:
        """Put the cursor on the next row that something is missing of, after the one that is done."""
        self.table.go_to(self.after(key) or key)
        self.update_frame()

    # ---- scoring

    def do_score(self) -> None:
        """Start a score with the digit pressed."""
        self._score_prompt(self.keymap.here(self.pressed))

    def _score_prompt(self, typed: str) -> None:
        line = self.line_here()
        if line is None:
            return
        shown = "no score by itself" if line.proposed is None else f"proposed {score_text(line.proposed, line.first)}"
        kept = line.reason if not typed and line.score is not None else ""
        self.prompt(f"score {line.ref}", typed or kept, partial(self._scored, line), hint=f"{shown}; or 0.7 why")

    def _scored(self, line: LineView, text: str) -> Result:
        """Take `0.7 two logos signed`, only words, or nothing for the proposed score; then what is still missing."""
        number, reason = rules.split_score(text)
        score = number if number is not None else line.score if line.score is not None else line.proposed
        if score is None:
            raise Refused(f"{line.ref} has nothing to score by itself", "Type its score, such as 0.5")
        return self._need_reason(line, score, reason or line.reason)

    def _need_reason(self, line: LineView, score: float, reason: str) -> Result:
        if reason.strip():
            return self._need_cause(line, score, reason)
        label = f"{line.ref} {score:.2f} because"
        self.prompt(label, "", lambda text: self._need_cause(line, score, _given(text, "reason")))
        return None

    def _need_cause(self, line: LineView, score: float, reason: str) -> Result:
        if not needs_cause(score, line.intent) or line.cause:
            return self._write_score(line, score, reason, None)
        bound = "below 1.0" if line.intent == "committed" else "below 0.6"
        then = lambda text: self._write_score(line, score, reason, _given(text, "cause"))  # noqa: E731
        self.prompt(f"{line.ref} {score:.2f} cause", "", then, hint=f"{bound}: what held it back?")
        return None

    def _write_score(self, line: LineView, score: float, reason: str, cause: str | None) -> Result:
        given = None if line.score is None and score == line.proposed else score
        verb = Score(ref=line.ref, score=given, reason=reason, cause=cause)
        ask = not line.is_key_result and not line.worked and not line.did_not
        return self.change(verb, lambda _: self._taught(line) if ask else self.walk_on(line.key))

    def _taught(self, line: LineView) -> None:
        """Ask what worked and what did not, once an objective is scored; Enter skips."""
        self._lesson(line.ref, "worked", lambda: self._lesson(line.ref, "did_not", lambda: self.walk_on(line.key)))

    def _lesson(self, ref: str, outcome: str, then: Callable[[], None]) -> None:
        def said(text: str) -> Result:
            if text.strip():
                return self.change(Learn(ref=ref, text=text, outcome=outcome), lambda _: then())
            then()
            return None

        label = f"{ref} what worked" if outcome == "worked" else f"{ref} what did not"
        self.prompt(label, "", said, hint="the next cycle begins with it; Enter skips", cancelled=then)

    def do_why(self) -> None:
        """Write the reason of a score."""
        line = self.line_here()
        if line is not None:
            self.prompt(f"{line.ref} because", line.reason, lambda text: self._say(line, reason=_given(text, "reason")))

    def do_cause(self) -> None:
        """Write the cause of a score that fell short."""
        line = self.line_here()
        if line is not None:
            self.prompt(f"{line.ref} cause", line.cause, lambda text: self._say(line, cause=_given(text, "cause")))

    def _say(self, line: LineView, **said: Any) -> Result:
        return self.change(Score(ref=line.ref, **said))

    # ---- what it taught

    def do_worked(self) -> None:
        """Write down what worked."""
        self._learn("worked")

    def do_did_not(self) -> None:
        """Write down what did not work."""
        self._learn("did_not")

    def _learn(self, outcome: str) -> None:
        line = self.line_here()
        ref = line.ref if line is not None and not line.is_key_result else f"Q{self._cycle()}"
        self._lesson(ref, outcome, lambda: None)


def walk_of(plan: PlanningView | None, scores: ScoresView | None) -> list[tuple[int, bool]]:
    """Return the walk of a planning or a closing."""
    if plan is not None:
        return [(one.id, not one.supports) for one in plan.questions]
    lines = walking_order(scores.lines) if scores is not None else []
    return [(line.key, bool(line.missing)) for line in lines]


def _given(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"The {what} is needed before the cycle can close", "One line is enough; Esc leaves it for later")
    return text
