"""Start ours in three steps: a one-page brief, one flow with its two worst bottlenecks, a scorecard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from models.days import read_day
from models.people import reads as people
from models.people.verbs import Invite
from models.scorecard.verbs import AddMeasure
from models.strategy.verbs import AddToDraft, WriteBrief
from models.text import clean
from models.verbs import Add, Batch
from screens.base import OarScreen
from screens.commands import Command
from screens.dialogs.form import FormDialog, FormField
from screens.registry import HOME, PLACES, load
from screens.shell import Result
from screens.welcome import ELSEWHERE
from screens.widgets.rows import Column, ListSource, Row
from screens.writer import Writing

MOST = 10
STEPS = (
    (1, "1 of 3", "A one-page brief", "choices, what you will not do, and why"),
    (2, "2 of 3", "One flow, end to end", "with its two worst bottlenecks, owners, dates"),
    (3, "3 of 3", "A scorecard", "at most 10 measures"),
    (4, "", "That is enough for today", "everything can be added and changed later"),
)
BRIEF = (
    FormField("vision", "We want to be", help="One sentence about where this leads"),
    FormField("choice1", "We choose", help="What most matters this year, said so that its opposite would make sense"),
    FormField("rather1", "rather than", help="What you give up for it"),
    FormField("because1", "because"),
    FormField("so1", "so", help="What changes in people's weeks"),
    FormField("choice2", "We choose too"),
    FormField("not1", "We will not", help="What somebody will ask for and not get"),
    FormField("not2", "We will not"),
)
FLOW = (
    FormField("name", "Flow", help="Something a customer sees from end to end: contract to first login, say"),
    FormField("step1", "Worst bottleneck"),
    FormField("owner1", "Owner", help="A handle or name; somebody new is added as a member"),
    FormField("due1", "Better by", "date"),
    FormField("step2", "Second worst"),
    FormField("owner2", "Owner", help="A handle or name; somebody new is added as a member"),
    FormField("due2", "Better by", "date"),
)
MEASURE = (
    FormField("name", "Measure", help="Empty ends the list"),
    FormField("plan", "Plan", help="Such as >=95%, <4h, 90..95% or 4% -> 17% by W39"),
    FormField("owner", "Owner", help="A handle or name; somebody new is added as a member"),
)


class FirstStepsScreen(OarScreen):
    """The three steps; each is a form in which any field may stay empty."""

    crumb = "Welcome"
    without = ELSEWHERE
    commands = (
        Command(id="row.open", key="enter", title="do this step", help="Do this step", when="has_row", footer=1),
        Command(id="app.back", key="q", also=("escape",), show="q", title="stop here", group="Everywhere",
                help="Stop here and open Today", footer=3),
    )  # fmt: skip

    def __init__(self) -> None:
        self.done: set[int] = set()
        self.measures = 0
        super().__init__()

    def make_source(self) -> ListSource:
        """Return the steps."""
        self.source = ListSource([Column()])
        self.source.set(self._rows())
        return self.source

    def _rows(self) -> Iterator[tuple[int, Row]]:
        ready = f"{self.shell.facts.organisation} is ready. "
        yield 100, Row((((ready, "bold"), ("Three steps, stop any time.", "")),), heading=True)
        yield 101, Row(((),), heading=True)
        for number, count, title, words in STEPS:
            mark = self.look.glyphs.status("done") if number in self.done else " "
            cells = ((f"{mark} ", "done"), (f"{count:<8}", "key"), (f"{title:<26}", "bold"), (words, "muted"))
            yield number, Row((cells,))

    def do_open(self) -> Result:
        """Do the step under the cursor."""
        number = self.table.key
        if number == 4:
            return self._leave()
        return {1: self._brief, 2: self._flow, 3: self._scorecard}[number or 1]()

    def do_back(self) -> Result:
        """Stop here."""
        return self._leave()

    async def _leave(self) -> None:
        await self.shell.writer.idle()
        await self.shell.replace_screen(load(PLACES[HOME].target)())

    async def _ask(
        self, number: int, title: str, fields: tuple[FormField, ...], verbs: Callable[[Mapping[str, str]], list[Any]]
    ) -> None:
        def save(given: Mapping[str, str]) -> Writing | None:
            made = verbs(_typed(given))
            return self.write(Batch(verbs=tuple(made), summary=title), told=False) if made else None

        def answered(given: Any) -> Result:
            return None if given is None else self._after(number, _typed(given))

        await self.shell.open_dialog(FormDialog(title, fields, save=save, always=True), answered)

    def _after(self, number: int, given: Mapping[str, str]) -> Result:
        """Tick the step off and go on to the next; the scorecard asks for the next measure."""
        self.done.add(number)
        if number == 3:
            self.measures += 1 if given.get("name") else 0
        self.source.set(self._rows())
        self.table.reload()
        if number == 3 and given.get("name") and self.measures < MOST:
            return self._scorecard()
        self.table.go_to(number + 1)
        return self.do_open() if number < 3 else None

    # ---- the steps

    async def _brief(self) -> None:
        await self._ask(1, "1 of 3  A one-page brief", BRIEF, _brief_verbs)

    async def _flow(self) -> None:
        today = self.store.clock.today()

        def day(text: str) -> str:
            return read_day(text, today).isoformat()

        fields = tuple(replace(field, complete=day) if field.kind == "date" else field for field in FLOW)
        await self._ask(2, "2 of 3  One flow", fields, self._flow_verbs)

    async def _scorecard(self) -> None:
        title = f"3 of 3  Measure {self.measures + 1} of at most {MOST}"
        await self._ask(3, title, MEASURE, self._measure_verbs)

    def _flow_verbs(self, given: Mapping[str, str]) -> list[Any]:
        name = given.get("name", "")
        steps = [place for place in ("1", "2") if given.get(f"step{place}")]
        if not name and not steps:
            return []
        name = name or "Our flow"
        verbs, handles = self._owners([given.get("owner1", ""), given.get("owner2", "")])
        verbs.append(Add(kind="flow", fields={"name": name, "owner": self.store.me.handle}))
        for place in steps:
            owner = given.get(f"owner{place}", "")
            fields = {
                "name": given[f"step{place}"], "flow": name, "owner": handles.get(owner, ""), "bottleneck": True,
                "due_on": given.get(f"due{place}", ""),
            }  # fmt: skip
            verbs.append(Add(kind="flow_step", fields=fields))
        return verbs

    def _measure_verbs(self, given: Mapping[str, str]) -> list[Any]:
        if not given.get("name"):
            return []
        owner = given.get("owner", "")
        verbs, handles = self._owners([owner])
        fields = {"name": given["name"], "owner": handles.get(owner, "") or self.store.me.handle, "on_top": True}
        return [*verbs, AddMeasure(fields=fields, plan=given.get("plan", ""))]

    def _owners(self, names: list[str]) -> tuple[list[Any], dict[str, str]]:
        """Return the verbs that add whom nobody knows yet, and the handle of each name that was typed."""
        known = people.handles(self.store.reader)
        verbs: list[Any] = []
        found: dict[str, str] = {}
        for name in filter(None, names):
            word = name.lstrip("@").casefold()
            if word not in known:
                known[word] = _handle(name)
                verbs.append(Invite(handle=known[word], name=name.lstrip("@")))
            found[name] = known[word]
        return verbs, found


def _typed(given: Mapping[str, str]) -> dict[str, str]:
    return {name: clean(text).strip() for name, text in given.items() if clean(text).strip()}


def _handle(name: str) -> str:
    word = "".join(char for char in name.lstrip("@").casefold().split(" ")[0] if char.isalnum() or char in "._-")
    return word.lstrip("._-")[:32] or "somebody"


def _brief_verbs(given: Mapping[str, str]) -> list[Any]:
    verbs: list[Any] = []
    if given.get("vision"):
        verbs.append(WriteBrief(vision=given["vision"]))
    for place in ("1", "2"):
        if given.get(f"choice{place}"):
            fields = {
                "statement": given[f"choice{place}"], "rather_than": given.get(f"rather{place}", ""),
                "because": given.get(f"because{place}", ""), "consequence": given.get(f"so{place}", ""),
            }  # fmt: skip
            verbs.append(AddToDraft(kind="choice", fields=fields))
    for place in ("1", "2"):
        if given.get(f"not{place}"):
            verbs.append(AddToDraft(kind="exclusion", fields={"statement": given[f"not{place}"]}))
    return verbs
