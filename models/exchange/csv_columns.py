"""Headers of other people's CSV files -> which column is what, and which shape the file has (interface.md 6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models.exchange.csv_periods import Period, read_period

_NAMES = {
    "measure": "measure measures metric metrics kpi kpis pi indicator measurable|measure name|metric name|name",
    "team": "team department group function area_of_company|team name|dept",
    "target": "target goal plan targets objective_value threshold|target value|plan value|goal value",
    "off_at": "off_at|off at|off-at|red|red at",
    "unit": "unit units uom|unit of measure",
    "direction": "direction|good direction|better|polarity",
    "cadence": "cadence frequency|how often",
    "owner": "owner dri responsible accountable assignee lead|owner name|owned by",
    "definition": "definition description formula notes note comment comments|how measured",
    "area": "area category perspective",
    "aggregate": "aggregate aggregation rollup",
    "leading": "leading|leading or lagging|leading/lagging|lead/lag|kind of measure",
    "key": "key|is key|is_key",
    "health": "health rag colour color",
    "week": "week weeks|iso week|week of|week ending|week starting|w/e|wk|kw",
    "month": "month months|month of",
    "period": "period date day when",
    "value": "value reading actual actuals result amount score_value|actual value",
    "objective": "objective objectives o|objective title|objective name",
    "key_result": "key_result key_results kr krs keyresult|key result|key results|key result title",
    "start": "start baseline from initial|start value|starting value|baseline value",
    "low": "low minimum|at least|lower bound",
    "high": "high maximum|at most|upper bound",
    "objective_owner": "objective_owner|objective owner|owner of objective",
    "current": "current now|current value",
    "progress": "progress completion score grade percent|% complete|% done|progress %|progress (%)",
    "status": "status state",
    "confidence": "confidence|confidence level",
    "due": "due deadline end|due date|end date",
    "parent": "parent supports alignment|aligned to|parent objective",
    "weight": "weight",
    "kind": "kind type|kr type|metric type",
    "cycle": "cycle quarter|time period",
}
_SYNONYMS = {
    name.replace("_", " "): column
    for column, names in _NAMES.items()
    for part in names.split("|")
    for name in ([part] if " " in part and part != names.split("|")[0] else part.split())
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its header as written, its place from 1, and what it was taken as ("" ignored)."""

    header: str
    number: int
    taken_as: str
    period: Period | None = None


def read_columns(headers: list[str]) -> tuple[Column, ...]:
    """Return what each header was taken as; the first column of two with one meaning wins."""
    columns: list[Column] = []
    used: set[str] = set()
    for number, header in enumerate(headers, start=1):
        words = re.sub(r"[\s_]+", " ", header.strip().strip("*:").lower()).strip()
        taken = _SYNONYMS.get(words, "") or _SYNONYMS.get(re.sub(r"\s*[(\[].*[)\]]$", "", words), "")
        period = None if taken else read_period(header.strip())
        if isinstance(period, Period):
            columns.append(Column(header, number, "period of the value", period))
            continue
        taken = "" if taken in used else taken
        used.add(taken)
        columns.append(Column(header, number, taken))
    return tuple(columns)


def shape_of(columns: tuple[Column, ...]) -> str:
    """Return `okrs`, `readings long`, `readings wide`, `measures`, or "" when the headers tell none."""
    taken = {column.taken_as for column in columns}
    if "key_result" in taken or ("objective" in taken and "measure" not in taken):
        return "okrs"
    if "measure" not in taken:
        return ""
    if taken & {"week", "month", "period"} and "value" in taken:
        return "readings long"
    if any(column.period for column in columns):
        return "readings wide"
    return "measures" if len(taken - {"", "measure"}) > 0 else ""
