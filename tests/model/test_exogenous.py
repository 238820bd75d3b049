"""What the actors' files say of a quarter."""

import numpy as np

from sim.dispute import TRAITS
from sim.model.compiled import CompiledModel
from sim.model.worlds import Worlds
from sim.wiring import CALENDAR
from tests.support.arrays import same
from tests.support.cpu_hog import busy, dispute

WORLDS = 40


def worlds() -> Worlds:
    return Worlds(CompiledModel(dispute(), busy()), 0, WORLDS)


def test_it_knows_all_that_laws_may_ask_for() -> None:
    made = worlds()
    for name in CALENDAR:
        assert np.isfinite(made.calendar.read(name, made.quarter)).all() or name == "exit"


def test_a_dated_handover_has_its_own_chance_in_its_quarter() -> None:
    made = worlds()
    calendar, draws = made.calendar, made.batch.draws
    dated = dispute().handovers[0]
    row = dispute().actors.index(dated.actor)
    usual = calendar.read("handover", dated.at.index + 1)[row]
    same(calendar.read("handover", dated.at.index)[row], draws[dated.chance])
    hazard = draws.get(f"{dated.actor}.handover.hazard", np.zeros(WORLDS))
    same(usual, hazard)


def test_members_leave_from_their_quarter() -> None:
    made = worlds()
    exits = made.calendar.read("exit", made.quarter)
    leaving = [member.leaves_from is not None for member in dispute().members]
    same(np.isfinite(exits).all(axis=1), leaving)
    member = dispute().members[leaving.index(True)]
    assert member.leaves_from is not None
    assert (exits[leaving] >= member.leaves_from.index).all()
    same(exits[leaving], np.rint(exits[leaving]))


def test_whoever_leads_brings_traits_along() -> None:
    made = worlds()
    for actor, leaders in dispute().leaders.items():
        row = dispute().actors.index(actor)
        for place, leader in enumerate(leaders):
            made.batch.write(("leader", row), np.full(WORLDS, float(place)))
            for trait in TRAITS:
                path = f"{actor}.leader.{leader}.{trait}"
                if path in dispute().register:
                    found = made.calendar.read(trait, made.quarter)[row]
                    same(found, made.batch.draws[path])


def test_the_last_leader_is_the_last_declared() -> None:
    made = worlds()
    last = made.calendar.read("last_leader", made.quarter)
    declared = [max(0, len(dispute().leaders[actor]) - 1) for actor in dispute().actors]
    same(last[:, 0], declared)
    same(made.calendar.read("now", 8067), [[8067]])
