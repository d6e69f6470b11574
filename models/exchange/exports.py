"""Exports: JSON is lossless, CSV is for spreadsheets, Markdown and TOML are for people and git (interface.md 6)."""

from __future__ import annotations

import csv
import io
from typing import Any

from models import weeks
from models.exchange import tree_reads
from models.exchange.csv_cells import write_csv_cell
from models.exchange.own_outline import write_outline
from models.store.protocol import Reads

CSV_READS = {
    "okrs.csv": (
        ("cycle", "team", "parent", "objective", "objective owner", "key_result", "owner", "kind", "unit", "start",
         "current", "target", "low", "high", "progress", "confidence", "weight", "due", "status"),
        "SELECT c.name, t.name, up.title, g.title, coalesce(p.handle, g.owner_text), k.title,"
        " coalesce(kp.handle, k.owner_text), k.kind, k.unit, k.start, r.value, k.target, k.low, k.high, r.raw,"
        " r.confidence, k.weight, k.due_on, coalesce(r.health, 'none')"
        " FROM goal g LEFT JOIN key_result k ON k.goal_id = g.id AND k.archived_at IS NULL"
        " LEFT JOIN goal up ON up.id = g.parent_id LEFT JOIN cycle c ON c.id = g.cycle_id"
        " LEFT JOIN team t ON t.id = g.team_id LEFT JOIN person p ON p.id = g.owner_id"
        " LEFT JOIN person kp ON kp.id = k.owner_id"
        " LEFT JOIN rollup r ON r.node = 'key_result' AND r.node_id = k.id"
        " WHERE g.archived_at IS NULL AND g.kind = 'objective' ORDER BY g.path, k.rank, k.id",
    ),
    "measures.csv": (
        ("measure", "team", "owner", "area", "unit", "direction", "cadence", "aggregate", "target", "definition"),
        "SELECT m.name, t.name, coalesce(p.handle, m.owner_text), m.area, m.unit, m.direction, m.cadence, m.aggregate,"
        " (SELECT coalesce(x.hold, x.goal) FROM plan x WHERE x.measure_id = m.id AND x.archived_at IS NULL"
        " ORDER BY x.from_period DESC LIMIT 1), m.definition"
        " FROM measure m JOIN team t ON t.id = m.team_id LEFT JOIN person p ON p.id = m.owner_id"
        " WHERE m.archived_at IS NULL ORDER BY t.name, m.rank, m.id",
    ),
    "readings.csv": (
        ("measure", "team", "period", "value", "unit"),
        "SELECT m.name, t.name, r.period, r.value, m.unit, m.cadence FROM reading r"
        " JOIN measure m ON m.id = r.measure_id JOIN team t ON t.id = m.team_id"
        " WHERE r.archived_at IS NULL AND m.archived_at IS NULL ORDER BY m.id, r.period",
    ),
    "issues.csv": (
        ("ref", "team", "title", "state", "owner", "forum", "real issue", "solution"),
        "SELECT 'I' || CAST(i.id AS VARCHAR), t.name, i.title, i.state, p.handle, i.forum, i.real_issue, i.solution"
        " FROM issue i JOIN team t ON t.id = i.team_id LEFT JOIN person p ON p.id = i.owner_id"
        " WHERE i.archived_at IS NULL ORDER BY i.id",
    ),
    "decisions.csv": (
        ("ref", "team", "title", "state", "lane", "owner", "chosen", "because", "needed by", "made"),
        "SELECT 'D' || CAST(d.id AS VARCHAR), t.name, d.title, d.state, d.lane, p.handle, d.chosen, d.because,"
        " d.needed_by, d.made_at FROM decision d JOIN team t ON t.id = d.team_id"
        " LEFT JOIN person p ON p.id = d.owner_id WHERE d.archived_at IS NULL ORDER BY d.id",
    ),
}  # fmt: skip

PROGRESS = CSV_READS["okrs.csv"][0].index("progress")


def files(reader: Reads, form: str, organisation: str) -> dict[str, str]:
    """Return the export in `form` ("json", "csv", "md", "toml") as file names and their texts."""
    if form == "csv":
        return {name: _csv(reader, name) for name in CSV_READS}
    if form == "md":
        return {"okrs.md": outline(reader, organisation)}
    from models.exchange import copy

    if form == "json":
        return {"oarlock.json": copy.export(reader)}
    return {"oarlock.toml": _toml(copy.read(copy.export(reader)))}


def _csv(reader: Reads, name: str) -> str:
    header, sql = CSV_READS[name]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for row in reader.rows(sql):
        cells = list(row[: len(header)])
        if name == "readings.csv":
            cells[2] = weeks.format_period(row[2], row[5])
        if name == "okrs.csv" and cells[PROGRESS] is not None:
            cells[PROGRESS] = round(cells[PROGRESS], 3)
        writer.writerow([write_csv_cell(cell) for cell in cells])
    return out.getvalue()


def _toml(tables: dict[str, list[dict[str, Any]]]) -> str:
    import tomli_w

    return tomli_w.dumps(
        {
            name: [{key: value for key, value in row.items() if value is not None} for row in rows]
            for name, rows in tables.items()
            if rows
        }
    )


def outline(reader: Reads, organisation: str) -> str:
    """Return the tree as a Markdown outline that imports again to the same tree."""
    return write_outline(tree_reads.objectives(reader), organisation)
