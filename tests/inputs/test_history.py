"""The record of what happened: every fault at its place, nothing later than it says."""

from pathlib import Path

import pytest

from sim.base import paths as locations
from sim.base.errors import InputError
from sim.base.quarters import Quarter
from sim.inputs import history
from sim.inputs.history import SeriesPoint

WHOLE = """\
cutoff: "2016-12-31"
sources:
  paper: {title: A paper, verified: true}
events:
  - {id: talks, date: 2016-05-06, issue: meetings, what: They meet,
     source: [paper], verified: true, use: calibration}
series:
  price:
    title: A price
    unit: USD
    points:
      - {at: 2015, value: 50, published: 2015-12-31,
         source: [paper], verified: true, use: calibration}
      - {at: 2017-05, value: 55, published: 2017-06,
         source: [paper], verified: true, use: hindcast}
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in WHOLE
    (folder / history.FILE).write_text(WHOLE.replace(old, new, 1) if old else WHOLE)
    return folder


def test_what_stands_is_read(tmp_path: Path) -> None:
    found = history.load(written(tmp_path))
    assert found.cutoff == Quarter(2016, 4)
    assert list(found.events) == ["talks"]
    assert found.knows("price")
    assert found.knows("paper")
    assert not found.knows("nothing")


def test_a_point_speaks_of_its_year_or_of_the_quarter_of_its_date(tmp_path: Path) -> None:
    year, month = history.load(written(tmp_path)).series["price"].points
    assert year.quarters == (Quarter(2015, 1), Quarter(2015, 4))
    assert month.quarters == (Quarter(2017, 2), Quarter(2017, 2))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2016-05-06", "2017-05-06", ":5:.*published 2017-05-06, after 2016-12-31.*hindcast"),
        ("published: 2015-12-31", "published: 2017-01", ":12:.*after 2016-12-31"),
        ("source: [paper]", "source: [papre]", "did you mean 'paper'"),
        ("use: calibration", "use: scoring", "use"),
        ("2016-05-06", "May", "'May' is no date"),
        ('"2016-12-31"', "soon", "cutoff: 'soon' is no date"),
        ("unit: USD", "unti: USD", "unti"),
        (", use: calibration}\nseries", "}\nseries", "use"),
    ],
)
def test_faults_are_reported_where_they_stand(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        history.load(written(tmp_path, old, new))


def test_an_event_stands_once(tmp_path: Path) -> None:
    event = WHOLE[WHOLE.index("  - {id: talks") : WHOLE.index("series:")]
    with pytest.raises(InputError, match="the event talks stands twice"):
        history.load(written(tmp_path, event, event + event))


def test_the_shipped_record_is_whole() -> None:
    found = history.load(locations.calibration_folder("kurils"))
    points = [point for series in found.series.values() for point in series.points]
    assert all(isinstance(point, SeriesPoint) for point in points)
    assert {point.use for point in points} == {"calibration", "hindcast"}
    later = [e for e in found.events.values() if e.use == "calibration" and e.date > "2016-12-31"]
    assert later == []
