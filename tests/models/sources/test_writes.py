"""A pull goes through the same door as a typed value, also where it brings nothing new."""

from __future__ import annotations

import pytest

from models.errors import NotPermitted
from models.scorecard.verbs import AddMeasure, EnterReading
from models.sources.verbs import PullReadings
from tests.models.conftest import Open


@pytest.mark.parametrize("handle", ["dan", "eve"])
def test_who_may_not_write_a_measure_names_no_source_of_it_either(open_store: Open, handle: str) -> None:
    ben, other = open_store("ben"), open_store(handle)
    ben.write(AddMeasure(fields={"name": "Pipeline", "unit": "x", "team": "T2", "owner": "ben"}, plan=">=3"))
    ben.write(EnterReading(measure=1, value=1.5, period=202632))
    pull = PullReadings(measure=1, readings=((202632, 1.5),), source="theirs", kind="csv")
    with pytest.raises(NotPermitted):
        other.write(pull)
    assert ben.reader.rows("SELECT name FROM measure_source") == []
    ben.write(pull)
    assert ben.reader.rows("SELECT name FROM measure_source") == [("theirs",)]
