"""Every table of the product in one place, for migrations, the audit and the exchange."""

from models.audit import tables as audit
from models.decisions import tables as decisions
from models.issues import tables as issues
from models.learning import tables as learning
from models.okrs import tables as okrs
from models.people import tables as people
from models.plan import tables as plan
from models.reviews import tables as reviews
from models.scorecard import tables as scorecard
from models.sources import tables as sources
from models.strategy import tables as strategy

AREAS = {
    "people": people,
    "strategy": strategy,
    "okrs": okrs,
    "scorecard": scorecard,
    "sources": sources,
    "issues": issues,
    "decisions": decisions,
    "plan": plan,
    "reviews": reviews,
    "learning": learning,
    "audit": audit,
}
