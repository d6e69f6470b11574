"""The usual monitors (M104) as templates, by area, and what a company looks at by its stage of life (M10)."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from models.errors import Unknown
from models.numbers import echo


@dataclass(frozen=True, slots=True)
class Template:
    """A usual monitor. drives: key of the result that it leads to, "" for a result itself.

    plan: an example of a plan, for a hint; nobody's goal is chosen for them. controlled: False where the owner mostly
    cannot move it; `beside` is then the key of the one they can (M60).
    """

    key: str
    name: str
    area: str
    unit: str
    direction: str
    aggregate: str
    definition: str
    plan: str = ""
    cadence: str = "week"
    drives: str = ""
    controlled: bool = True
    beside: str = ""

    @property
    def leading(self) -> bool:
        """Whether it moves before the result it drives."""
        return bool(self.drives)

    def fields(self) -> dict[str, str]:
        """Return the fields of a measure made from it, as text, without links to other measures."""
        return {
            "name": self.name,
            "area": self.area,
            "unit": self.unit,
            "direction": self.direction,
            "aggregate": self.aggregate,
            "cadence": self.cadence,
            "definition": self.definition,
            "leading": "yes" if self.leading else "no",
            "controlled": "yes" if self.controlled else "no",
        }


TEMPLATES: tuple[Template, ...] = (
    Template("mrr", "Monthly recurring revenue", "finance", "EUR", "up", "last",
             "Contracted recurring revenue a month, as of the end of the week", "€400k -> €520k by W52"),
    Template("margin", "Gross margin", "finance", "%", "up", "last",
             "Revenue less the cost of delivering it, over revenue", ">=62%"),
    Template("burn", "Net burn", "finance", "EUR", "down", "last",
             "Cash out less cash in, a month", "<=€150k", cadence="month"),
    Template("runway", "Runway in months", "finance", "", "up", "last",
             "Cash in the bank over net burn a month", ">=18", cadence="month", controlled=False, beside="forecast"),
    Template("forecast", "Forecast accuracy", "finance", "%", "up", "last",
             "100 % less the distance of the actual from the forecast, over the forecast", ">=95%", cadence="month"),
    Template("nrr", "Net revenue retention", "growth", "%", "up", "last",
             "Revenue of customers of a year ago, now against then", ">=107%"),
    Template("cac", "Cost to win a customer", "growth", "EUR", "down", "mean",
             "Sales and marketing cost over new customers", "<=€900", cadence="month"),
    Template("ltv", "Lifetime value of a customer", "growth", "EUR", "up", "last",
             "Gross margin a month per customer over churn a month", ">=€4k", cadence="month", controlled=False,
             beside="retention"),
    Template("pipeline", "Pipeline coverage", "growth", "x", "up", "last",
             "Open pipeline of the quarter over what is still to be sold", ">=3", drives="mrr"),
    Template("activation", "Activation in the first 30 days", "growth", "%", "up", "last",
             "New accounts that did what makes them stay, within 30 days", ">=40%", drives="retention"),
    Template("retention", "Retention after 90 days", "growth", "%", "up", "last",
             "Accounts that are still active 90 days after they began", ">=85%"),
    Template("engagement", "Weekly active accounts", "growth", "%", "up", "last",
             "Accounts active this week, of all that pay", ">=70%", drives="retention"),
    Template("nps", "Net promoter score", "innovation", "", "up", "last",
             "Promoters less detractors in per cent of answers, -100 to 100", ">=40", controlled=False,
             beside="response"),
    Template("shipped", "Experiments finished", "innovation", "", "up", "sum",
             "Experiments with a written result", ">=2", drives="activation"),
    Template("response", "Support response", "operations", "h", "down", "mean",
             "Median time to the first answer by a person", "<4h", drives="nps"),
    Template("uptime", "On-time delivery", "operations", "%", "up", "min",
             "What was delivered when it was promised", ">=99.5%"),
    Template("satisfaction", "Employee satisfaction", "culture", "", "up", "last",
             "Mean answer to one question a week, 0 to 10", ">=7.5"),
    Template("one_on_ones", "One-to-ones held", "culture", "%", "up", "last",
             "Of those that were planned", ">=90%", drives="satisfaction"),
    Template("turnover", "Turnover of employees", "talent", "%", "down", "sum",
             "People who left by their own will, of all", "<=1%", cadence="month", controlled=False,
             beside="one_on_ones"),
    Template("hire_time", "Time to hire", "talent", "d", "down", "mean",
             "Median days from opening a role to a signed contract", "<=45d"),
    Template("diversity", "Diversity of shortlists", "talent", "%", "up", "mean",
             "Shortlists with at least two candidates of an under-represented group", ">=80%"),
)  # fmt: skip

STAGES: dict[str, tuple[str, ...]] = {
    "early": ("activation", "retention", "engagement", "burn", "runway", "forecast", "shipped"),
    "scaling": ("mrr", "nrr", "pipeline", "cac", "ltv", "retention", "activation", "margin", "hire_time"),
    "mature": ("margin", "nrr", "nps", "response", "uptime", "turnover", "satisfaction", "forecast", "diversity"),
}
"""Stage of life -> what to look at first: does it fit, does it repeat, does it pay (M10). Fewer than ten each."""

BY_KEY = {one.key: one for one in TEMPLATES}


def template(word: str) -> Template:
    """Return the template of a key ("mrr") or a name. Raises Unknown with the nearest."""
    wanted = word.strip().casefold().replace("-", "_").replace(" ", "_")
    for one in TEMPLATES:
        if wanted in (one.key, one.name.casefold().replace(" ", "_")):
            return one
    near = get_close_matches(wanted, [*BY_KEY, *STAGES], n=1)
    hint = f"Did you mean {near[0]}?" if near else "`oar add measure --templates` lists them"
    raise Unknown(f"There is no template {echo(word)!r}", hint)


def expanded(words: tuple[str, ...]) -> tuple[Template, ...]:
    """Return the templates of keys and stages, each once, in the order given. Raises Unknown."""
    keys: list[str] = []
    for word in words:
        stage = STAGES.get(word.strip().casefold())
        keys += stage if stage is not None else [template(word).key]
    return tuple(BY_KEY[key] for key in dict.fromkeys(keys))


def listed(area: str = "", stage: str = "") -> tuple[Template, ...]:
    """Return the templates of an area and of a stage, each "" for all. Raises Unknown for another stage."""
    if stage and stage not in STAGES:
        raise Unknown(f"There is no stage {echo(stage)!r}", f"There are {', '.join(STAGES)}")
    keys = STAGES.get(stage, tuple(BY_KEY))
    return tuple(BY_KEY[key] for key in keys if area in ("", BY_KEY[key].area))
