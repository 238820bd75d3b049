"""Worlds of an ensemble, watched: the trace looks before and after each step and changes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from sim.base.axes import CLAIMANT, HOLDER, Array
from sim.base.quarters import Quarter
from sim.base.random_streams import cumulative_normal
from sim.choices import bargaining, logit, ratification
from sim.choices.packages import SEQUENCES, TREATIES
from sim.choices.promises import BREAK, DELAY, KEEP
from sim.dispute import Lever
from sim.model.actors import Actor
from sim.model.compiled import CompiledModel
from sim.model.council import Council
from sim.model.interventions import FREE
from sim.model.lever_effects import LeverEffects
from sim.model.negotiation import Round
from sim.model.worlds import Worlds
from sim.schedule import Step
from sim.state import VARIABLES, StateInfo
from sim.trace.bargaining_round import SIDES, PackageTable
from sim.trace.trace_events import (
    BACKING_DOWN,
    DOUBT,
    HABIT,
    Bargain,
    Due,
    OptionChoice,
    Owed,
    Package,
    Record,
    Shift,
    Vote,
)

State = Mapping[str, Array]

DONE = {BREAK: "breaks", DELAY: "delays", KEEP: "keeps"}
SWING = 1 / 3  # of its value; by so much a price must have moved since it was last told
PRICE = "USD a barrel"
# States that choices, rounds and votes tell.
TOLD = ("winset", "zone", "treaty", "title", "guarantee", "in_force", "courting")


class RecordedWorlds(Worlds):
    """A single world that keeps a record of what happens in it.

    closely : the quarter in which choices to go on as before are told too
    """

    def __init__(self, compiled: CompiledModel, world: int, closely: Quarter | None = None) -> None:
        super().__init__(compiled, world, world + 1)
        self.records: list[Record] = []
        self.closely = closely
        self._options: dict[str, int] = {}
        self._policies: dict[str, str | None] = {}
        self._told: dict[str, tuple[float, Quarter]] = {}

    def take(self, step: Step) -> None:
        """One step of the quarter, with a look before and after."""
        before = dict(self.state)
        jumped = self._jumped() if step.name == "decide" else {}
        super().take(step)
        match step.name:
            case "decide":
                self.records += self._choices(jumped)
            case "council":
                self.records += self._vote(before)
            case "bargaining":
                self.records += self._round(before)
            case "promises":
                self.records += self._promises_due()
            case "events" | "leaders" | "membership" | "legislature" | "war":
                self.records += self._shifts(step, before)
            case "remember":
                self.records += self._drifts()
            case _:
                pass

    def owed(self, now: Quarter) -> tuple[Owed, ...]:
        """The promises that are still to be kept, in a quarter that has been stepped."""
        dispute = self.compiled.dispute
        found = []
        for row, kind in enumerate(dispute.promises):
            amount, due = (float(self.state[name][row, 0]) for name in ("owed", "due"))
            if amount > 0:
                debtor = dispute.title_of(self._debtors[kind])
                found.append(Owed(debtor, kind, amount, now + int(due)))
        return tuple(found)

    # Choices

    def _jumped(self) -> dict[str, tuple[str, ...]]:
        """What has jumped since the last decision, by lever that watches it."""
        jump = self.batch.draws["choices.revision.jump"]
        return {
            lever.path: tuple(path for path in lever.watches if abs(self.change(path)) > jump)
            for lever in self.compiled.dispute.levers
        }

    def _choices(self, jumped: Mapping[str, tuple[str, ...]]) -> Iterator[OptionChoice]:
        for agent in self.agents:
            for effects in agent.lever_effects:
                choice = self._choice(agent, effects, jumped[effects.lever.path])
                if choice is not None:
                    yield choice

    def _choice(
        self, agent: Actor, effects: LeverEffects, jumped: tuple[str, ...]
    ) -> OptionChoice | None:
        """The choice on a lever, if it was on the table and fell otherwise than the last time."""
        lever, path = effects.lever, effects.lever.path
        drawn = self.draw("revision", path) < agent.revision[effects.row]
        open_now = (bool(drawn[0]) or bool(jumped)) and (self.votes or not lever.votes_only)
        open_now = open_now and bool(effects.movable(self.batch)[0])
        option = int(self.chosen[path][0])
        policy = self._policy(lever)
        begins = policy != self._policies.get(path)
        self._policies[path] = policy
        bound = policy is not None
        changed = (open_now or bound) and option != self._options.get(path, lever.hold)
        changed = changed or (policy is not None and begins)
        if not changed and self.closely != self.date:
            return None
        if changed:
            self._options[path] = option
        worth = np.array([float(value[0]) for value in agent.values(effects)])
        weights = np.exp(worth - worth.max())
        best = int(np.argmax(np.where(np.arange(len(worth)) == option, -np.inf, worth)))
        leaning = float(cumulative_normal(agent.taste[effects.row])[0])
        dispute, states = self.compiled.dispute, self.compiled.states
        return OptionChoice(
            quarter=self.date,
            actors=(agent.name,),
            actor=dispute.title_of(agent.name),
            path=path,
            lever=lever.title,
            says=lever.option_titles[option],
            option=lever.options[option],
            instead=lever.options[best],
            advantage=float(worth[option] - worth[best]),
            terms=self._terms(agent, effects, option, best),
            chance=float(weights[option] / weights.sum()),
            leaning=leaning,
            toward=lever.options[-1] if leaning > 1 / 2 else lever.options[0],
            jumped=() if drawn[0] else tuple(states[each].title for each in jumped),
            policy=policy,
            changed=changed,
            on_the_table=open_now or bound,
        )

    def _terms(
        self, agent: Actor, effects: LeverEffects, option: int, other: int
    ) -> dict[str, float]:
        """What each interest, habit and the price of backing down say for an option."""
        lever, draws = effects.lever, self.batch.draws
        found: dict[str, float] = {}
        weight = logit.precision(draws["choices.logit.better_choice"]) / agent.scale[effects.row]
        for interest, gain in agent.terms(effects).items():
            found[interest] = float((gain[option, 0] - gain[other, 0]) * weight[0])
        row = VARIABLES["resolve"].row(self.compiled.dispute, agent.name)
        price = draws["choices.logit.audience"] * self.state["resolve"][row]
        friction = float(draws["choices.logit.friction"][0])
        found[HABIT] = friction * ((other != lever.hold) - (option != lever.hold))
        retreats = lever.retreats
        found[BACKING_DOWN] = float(price[0]) * (retreats[other] - retreats[option])
        return found

    def _policy(self, lever: Lever) -> str | None:
        """The standing policy that binds a lever now, if one does."""
        place = int(self.interventions.binding(lever)[0])
        return None if place == FREE else self.compiled.scenario.policies[place].id

    # Events of state

    def _shifts(self, step: Step, before: State) -> Iterator[Shift]:
        """What a step has written: shocks, leaders, exits; of war and of floors, what rises."""
        dispute = self.compiled.dispute
        for path, info in self.compiled.states.items():
            was, now = _value(before, info), _value(self.state, info)
            if was == now or (step.name in ("legislature", "war") and now < was):
                continue
            entity, cause, note = path.rpartition(".")[0], f"law of {step.name}", ""
            if step.name == "leaders":
                leader = f"{entity}.leader.{dispute.leaders[entity][int(now)]}"
                note = f"{dispute.title_of(entity)}: {dispute.title_of(leader)} leads now"
            elif step.name == "membership":
                note = f"{dispute.title_of(entity)} leaves the council"
            elif step.name == "events":
                cause = self._event(path)
                if not cause:  # the step itself forgets what was done for one vote
                    continue
            self._told[path] = now, self.date
            yield Shift(self.date, self._concerned(path), path, info.title, cause, was, now, note)

    def _drifts(self) -> Iterator[Shift]:
        """States that have come so far since they were last told that an actor would notice."""
        jump = float(self.batch.draws["choices.revision.jump"][0])
        for path, info in self.compiled.states.items():
            if not info.shown or (info.high != 1 and info.unit != PRICE):
                continue
            if info.variable in TOLD:
                continue
            now = _value(self.state, info)
            first = (_value(self.batch.anchors, info), self.compiled.scenario.start - 1)
            was, since = self._told.setdefault(path, first)
            far = SWING * was if info.unit == PRICE else jump
            if abs(now - was) > far:
                self._told[path] = now, self.date
                cause, whom = f"since {since}", self._concerned(path)
                yield Shift(self.date, whom, path, info.title, cause, was, now, shock=False)

    def _event(self, path: str) -> str:
        """Events of the scenario that may have written a state this quarter."""
        return ", ".join(
            f"event {event.id}"
            for event in self.compiled.scenario.events
            if event.start.index <= self.quarter <= event.end.index
            and any(written == path for written, _ in event.do)
        )

    def _concerned(self, path: str) -> tuple[str, ...]:
        """The actors whose state it is, the two of a pair, and those with a lever that moves it."""
        dispute = self.compiled.dispute
        entity = path.partition(".")[0]
        members = {member.id for member in dispute.members}
        whom = {entity, *dispute.pairs.get(entity, ())}
        whom |= {dispute.roles.council or ""} if entity in members else set()
        whom |= {each.actor for each in dispute.levers if any(path in m for m in each.moves)}
        return tuple(actor for actor in dispute.actors if actor in whom)

    # Council, bargaining, promises

    def _vote(self, before: State) -> Iterator[Vote]:
        dispute = self.compiled.dispute
        council = next((agent for agent in self.agents if isinstance(agent, Council)), None)
        if council is None or not self.votes:
            return
        row = VARIABLES["sanctions"].row(dispute, council.name)
        was, now = before["in_force"][0] > 0, self.state["in_force"][0] > 0
        severities = [float(state["sanctions"][row, 0]) for state in (before, self.state)]
        voices = [int(state["voices"][0]) for state in (before, self.state)]
        if was and now:
            result = "softened" if severities[1] < severities[0] else "renewed"
        else:
            result = "lapsed" if was else "restored" if now else "still lapsed"
        idle = result in ("renewed", "still lapsed") and voices[0] == voices[1]
        if idle and self.closely != self.date:
            return
        doubts = np.where(self.state["member"] > 0, council.doubt, -np.inf)[:, 0]
        nearest = [(dispute.members[i].title, float(doubts[i])) for i in np.argsort(-doubts)[:3]]
        yield Vote(
            quarter=self.date,
            actors=(council.name,),
            council=dispute.title_of(council.name),
            result=result,
            before=voices[0],
            voices=voices[1],
            vetoes=int(self.state["vetoes"][0]),
            severity=severities[1],
            nearest=tuple(nearest),
        )

    def _round(self, before: State) -> Iterator[Bargain]:
        held = self.negotiation.round
        if held is None:
            return
        table = self._table(held, before)
        holder, claimant = table.gains
        centre = table.centre

        def worth(package: int) -> tuple[float, float]:
            return float(holder[package]), float(claimant[package])

        roles = self.compiled.dispute.roles
        yield Bargain(
            quarter=self.date,
            actors=(roles.holder, roles.claimant),
            number=int(self.state["rounds"][0]),
            parties=self._parties,
            winsets=(
                float(self.state["winset"][HOLDER, 0]),
                float(self.state["winset"][CLAIMANT, 0]),
            ),
            zone=float(self.state["zone"][0]),
            package=self._package(centre),
            gains=worth(centre),
            terms=(self._worth(held, HOLDER, centre), self._worth(held, CLAIMANT, centre)),
            result=table.result,
            others=tuple(
                Package(self._package(package), worth(package), True, table.fate(package))
                for package in table.others()
            ),
            owed=self.owed(self.date) if table.signed is not None else (),
        )

    def _table(self, held: Round, before: State) -> PackageTable:
        """What became of each package, judged by the state before the round."""
        parts, draws = self.negotiation.packages, self.batch.draws
        level = before["level"][0]
        higher, same = parts.settlement > level, parts.settlement == level
        passing, refused = [1.0, 1.0], []
        if int(held.agreed[0]) != bargaining.NO_DEAL:
            for side in SIDES:
                margin = parts.at(held.offers.stakes[side].margin, held.agreed)
                chance = ratification.passes(margin, draws["choices.ratification.edge"])
                passing[side] = float(chance[0])
                vote = self.draw("ratification.vote", self._sides[side])
                if "ratification" not in self.off and vote[0] >= chance[0]:
                    refused.append(side)
        return PackageTable(
            held,
            higher | (same & (parts.treaty > 0)),
            self._parties,
            float(draws["choices.bargaining.power"][0]),
            (passing[HOLDER], passing[CLAIMANT]),
            tuple(refused),
        )

    @cached_property
    def _sides(self) -> tuple[str, str]:
        roles = self.compiled.dispute.roles
        return roles.holder, roles.claimant

    @cached_property
    def _parties(self) -> tuple[str, str]:
        holder, claimant = (self.compiled.dispute.title_of(side) for side in self._sides)
        return holder, claimant

    @cached_property
    def _debtors(self) -> dict[str, str]:
        """Who owes what: kind of promise -> actor."""
        roles = self.compiled.dispute.roles
        return {"transfer": roles.holder, "money": roles.investor, "relief": roles.claimant}

    def _worth(self, held: Round, side: int, package: int) -> dict[str, float]:
        """What a package is worth to a side, term by term."""
        terms = self.negotiation.terms(held.offers, side, package)
        found = {interest: float(term[0]) for interest, term in terms.items()}
        rest = float(held.offers.gains[side][package, 0]) - sum(found.values())
        return {**found, DOUBT: rest}

    def _package(self, index: int) -> str:
        """A package in words."""
        dispute, parts = self.compiled.dispute, self.negotiation.packages
        rung = list(dispute.ladder)[parts.settlement[index]]
        said = [dispute.ladder[rung].title]
        treaty = TREATIES[parts.treaty[index]]
        said.append("no treaty" if treaty == "none" else f"treaty with title {treaty}")
        if parts.guarantee[index]:
            said.append("guarantee")
        for what, options, chosen in (
            ("money", dispute.money, parts.money),
            ("relief", dispute.relief, parts.relief),
        ):
            if chosen[index]:
                said.append(f"{options[chosen[index]]} {what}")
        if parts.territorial[index]:
            said.append(SEQUENCES[parts.sequence[index]].replace("_", " "))
        return ", ".join(said)

    def _promises_due(self) -> Iterator[Due]:
        dispute = self.compiled.dispute
        for kind, settled in self.obligations.settled.items():
            done = int(settled.option[0])
            values = [float(value[0]) for value in settled.values]
            advantage = values.pop(done) - max(values)
            debtor, owed = self._debtors[kind], float(settled.owed[0])
            title = dispute.title_of(debtor)
            yield Due(self.date, (debtor,), title, kind, owed, DONE[done], advantage)


def _value(state: State, info: StateInfo) -> float:
    array = state[info.variable]
    return float(array[0] if info.row is None else array[info.row, 0])
