"""The measuring itself, tried on the yardsticks: nothing here depends on how fast the machine is."""

from __future__ import annotations

import re

import pytest

from tests.bench.figures import Line, p95
from tests.bench.measure import NotShownError, Program
from tests.bench.process import RefusedError, check, seconds
from tests.bench.workbench import Workbench

pytestmark = pytest.mark.pty


def test_one_cell_app_answers_every_key_with_few_bytes_and_is_silent_at_rest() -> None:
    with Workbench() as bench, Program(bench.yardstick("one_cell_app"), bench.environment) as program:
        assert 0 < program.first_frame(re.compile(r"\+")) < 30
        presses = [program.key("space") for _ in range(4)]
        assert all(press.done is not None and 0 < press.written < 200 for press in presses)
        assert program.idle_bytes(0.3) == 0
        assert program.resident() > 10_000
        assert not program.wait_loaded("pydantic_core", limit=0.05)


def test_empty_app_paints_a_frame_but_never_a_text() -> None:
    with Workbench() as bench, Program(bench.yardstick("empty_app"), bench.environment) as program:
        assert program.first_frame(None) > 0
        with pytest.raises(NotShownError, match="sculls"):
            program.first_frame(re.compile("sculls"), limit=1)


def test_program_that_ends_at_once_is_reported_with_its_last_words() -> None:
    with Workbench() as bench:
        program = Program(bench.python("print('no such')"), bench.environment)
        with program, pytest.raises(NotShownError, match="no such"):
            program.first_frame(re.compile("sculls"))


def test_command_that_fails_is_not_timed() -> None:
    with Workbench() as bench:
        assert seconds(bench.python("pass"), bench.environment) > 0
        with pytest.raises(RefusedError, match="exit 3"):
            seconds(bench.python("raise SystemExit(3)"), bench.environment)
        with pytest.raises(RefusedError, match="a reason"):
            check(bench.python("raise SystemExit('a reason')"), bench.environment)


def test_ratio_is_taken_pair_by_pair() -> None:
    pairs = ((10.0, 5.0), (30.0, 10.0), (8.0, 8.0))
    assert Line("x", 1.0, "ms", pairs).ratios == [2.0, 3.0, 1.0]
    assert Line("x", 1.0, "ms", pairs).result == 2.0
    assert Line("x", 1.0, "ms", pairs, per_pair=False).result == 10.0


def test_p95_is_the_nearest_rank() -> None:
    assert p95([float(n) for n in range(1, 101)]) == 95.0
    assert p95([3.0]) == 3.0
    assert p95([1.0, 2.0]) == 2.0
