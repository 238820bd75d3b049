"""Worlds of an ensemble, watched: the trace looks before and after each step and changes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from sim.actors import Actor, Council, Hand
from sim.axes import CLAIMANT, HOLDER, Array
from sim.choices import bargaining, logit, ratification
from sim.choices.packages import SEQUENCES, TREATIES
from sim.choices.promises import BREAK, DELAY, KEEP
from sim.model import Worlds
from sim.negotiation import Round
from sim.quarters import Quarter
from sim.schedule import Step
from sim.setup import Setup
from sim.state import VARIABLES, StateInfo
from sim.story.records import Bargain, Choice, Due, Record, Shift, Vote
from sim.streams import cumulative_normal

State = Mapping[str, Array]

# The terms that are no interest: of a choice, and of a package.
HABIT, BACKING_DOWN = "habit", "backing down"
DOUBT = "doubt and waiting"
DONE = {BREAK: "breaks", DELAY: "delays", KEEP: "keeps"}
SWING = 1 / 3  # of its value; by so much a price must have moved since it was last told
PRICE = "USD a barrel"
# States that choices, rounds and votes tell.
TOLD = ("winset", "zone", "treaty", "title", "guarantee", "in_force", "courting")


class Watched(Worlds):
    """A single world that keeps a record of what happens in it."""

    def __init__(self, setup: Setup, world: int) -> None:
        super().__init__(setup, world, world + 1)
        self.records: list[Record] = []
        self._options: dict[str, int] = {}
        self._told: dict[str, tuple[float, Quarter]] = {}

    @property
    def date(self) -> Quarter:
        """The quarter being stepped."""
        return self.setup.scenario.start + self.elapsed

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
                self.records += self._round()
            case "promises":
                self.records += self._promises_due()
            case "events" | "leaders" | "membership" | "legislature" | "war":
                self.records += self._shifts(step, before)
            case "remember":
                self.records += self._drifts()
            case _:
                pass

    # Choices

    def _jumped(self) -> dict[str, tuple[str, ...]]:
        """What has jumped since the last decision, by lever that watches it."""
        jump = self.frame.draws["choices.revision.jump"]
        return {
            lever.path: tuple(path for path in lever.watches if abs(self.change(path)) > jump)
            for lever in self.setup.dispute.levers
        }

    def _choices(self, jumped: Mapping[str, tuple[str, ...]]) -> Iterator[Choice]:
        for agent in self.agents:
            for hand in agent.hands:
                choice = self._choice(agent, hand, jumped[hand.lever.path])
                if choice is not None:
                    yield choice

    def _choice(self, agent: Actor, hand: Hand, jumped: tuple[str, ...]) -> Choice | None:
        """The choice on a lever, if it was on the table and fell otherwise than the last time."""
        lever, path = hand.lever, hand.lever.path
        drawn = self.draw("revision", path) < agent.revision[hand.row]
        open_now = (bool(drawn[0]) or bool(jumped)) and (self.votes or not lever.votes_only)
        open_now = open_now and bool(hand.movable(self.frame)[0])
        option = int(self.chosen[path][0])
        values = agent.values(hand)
        free = int(logit.choose(list(values), agent.taste[hand.row])[0]) if open_now else lever.hold
        bound = option != free
        if not (open_now or bound) or option == self._options.get(path, lever.hold):
            return None
        self._options[path] = option
        worth = np.array([float(value[0]) for value in values])
        weights = np.exp(worth - worth.max())
        best = int(np.argmax(np.where(np.arange(len(worth)) == option, -np.inf, worth)))
        leaning = float(cumulative_normal(agent.taste[hand.row])[0])
        return Choice(
            self.date,
            self.setup.dispute.title_of(agent.name),
            lever.title,
            lever.option_titles[option],
            lever.options[option],
            lever.options[best],
            float(worth[option] - worth[best]),
            self._terms(agent, hand, option, best),
            float(weights[option] / weights.sum()),
            leaning,
            lever.options[-1] if leaning > 1 / 2 else lever.options[0],
            () if drawn[0] else jumped,
            self._policy(agent.name, lever.name, option) if bound else None,
        )

    def _terms(self, agent: Actor, hand: Hand, option: int, other: int) -> dict[str, float]:
        """What each interest, habit and the price of backing down say for an option."""
        lever, draws = hand.lever, self.frame.draws
        found: dict[str, float] = {}
        weight = logit.precision(draws["choices.logit.better_choice"]) / agent.scale[hand.row]
        for interest, gain in agent.terms(hand).items():
            found[interest] = float((gain[option, 0] - gain[other, 0]) * weight[0])
        row = VARIABLES["resolve"].row(self.setup.dispute, agent.name)
        price = draws["choices.logit.audience"] * self.state["resolve"][row]
        friction = float(draws["choices.logit.friction"][0])
        found[HABIT] = friction * ((other != lever.hold) - (option != lever.hold))
        retreats = lever.retreats
        found[BACKING_DOWN] = float(price[0]) * (retreats[other] - retreats[option])
        return found

    def _policy(self, actor: str, lever: str, option: int) -> str:
        bound = [p for p in self.setup.scenario.policies if (p.actor, p.lever) == (actor, lever)]
        return bound[-1].id

    # Events of state

    def _shifts(self, step: Step, before: State) -> Iterator[Shift]:
        """What a step has written: shocks, leaders, exits; of war and of floors, what rises."""
        dispute = self.setup.dispute
        for path, info in self.setup.states.items():
            was, now = _value(before, info), _value(self.state, info)
            if was == now or (step.name in ("legislature", "war") and now < was):
                continue
            entity, cause, note = path.rpartition(".")[0], step.name, ""
            if step.name == "leaders":
                leader = f"{entity}.leader.{dispute.leaders[entity][int(now)]}"
                note = f"{dispute.title_of(entity)}: {dispute.title_of(leader)} leads now"
            elif step.name == "membership":
                note = f"{dispute.title_of(entity)} leaves the council"
            elif step.name == "events":
                cause = self._event(path)
            self._told[path] = now, self.date
            yield Shift(self.date, path, info.title, cause, was, now, note)

    def _drifts(self) -> Iterator[Shift]:
        """States that have come so far since they were last told that an actor would notice."""
        jump = float(self.frame.draws["choices.revision.jump"][0])
        for path, info in self.setup.states.items():
            if not info.shown or (info.high != 1 and info.unit != PRICE):
                continue
            if info.variable in TOLD:
                continue
            now = _value(self.state, info)
            first = (_value(self.frame.anchors, info), self.setup.scenario.start - 1)
            was, since = self._told.setdefault(path, first)
            far = SWING * was if info.unit == PRICE else jump
            if abs(now - was) > far:
                self._told[path] = now, self.date
                yield Shift(self.date, path, info.title, f"since {since}", was, now)

    def _event(self, path: str) -> str:
        """Events of the scenario that may have written a state this quarter."""
        return ", ".join(
            event.id
            for event in self.setup.scenario.events
            if event.start.index <= self.quarter <= event.end.index
            and any(written == path for written, _ in event.do)
        )

    # Council, bargaining, promises

    def _vote(self, before: State) -> Iterator[Vote]:
        dispute = self.setup.dispute
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
        if result in ("renewed", "still lapsed") and voices[0] == voices[1]:
            return
        doubts = np.where(self.state["member"] > 0, council.doubt, -np.inf)[:, 0]
        nearest = [(dispute.members[i].title, float(doubts[i])) for i in np.argsort(-doubts)[:3]]
        yield Vote(
            self.date,
            result,
            voices[0],
            voices[1],
            int(self.state["vetoes"][0]),
            severities[1],
            tuple(nearest),
        )

    def _round(self) -> Iterator[Bargain]:
        held = self.negotiation.round
        if held is None:
            return
        holder, claimant = (gain[:, 0] for gain in held.offers.gains)
        index, result = self._ending(held)
        yield Bargain(
            self.date,
            int(self.state["rounds"][0]),
            self._parties,
            (float(self.state["winset"][HOLDER, 0]), float(self.state["winset"][CLAIMANT, 0])),
            float(self.state["zone"][0]),
            self._package(index),
            (float(holder[index]), float(claimant[index])),
            (self._worth(held, HOLDER, index), self._worth(held, CLAIMANT, index)),
            result,
        )

    @cached_property
    def _parties(self) -> tuple[str, str]:
        roles, title = self.setup.dispute.roles, self.setup.dispute.title_of
        return title(roles.holder), title(roles.claimant)

    def _ending(self, held: Round) -> tuple[int, str]:
        """The package that was on the table, or came nearest, and how the round ended."""
        agreed = int(held.agreed[0])
        if int(held.signed[0]) != bargaining.NO_DEAL:
            return agreed, "signed"
        if agreed != bargaining.NO_DEAL:
            return agreed, f"agreed, but not ratified by {self._refuser(held, agreed)}"
        power = self.frame.draws["choices.bargaining.power"]
        zero = np.zeros(1)
        open_books = bargaining.agree(*held.offers.gains, held.admissible, zero, zero, power)
        if open_books[0] != bargaining.NO_DEAL:
            return int(open_books[0]), "failed, each side mistaken about the other"
        lesser = np.minimum(*held.offers.gains)[:, 0]
        possible = held.admissible[:, 0]
        if not possible.any():
            return int(np.argmax(lesser)), "nothing that both could carry at home"
        nearest = int(np.argmax(np.where(possible, lesser, -np.inf)))
        return nearest, "nothing that changes rung or treaty leaves both better off"

    def _worth(self, held: Round, side: int, package: int) -> dict[str, float]:
        """What a package is worth to a side, term by term."""
        terms = self.negotiation.terms(held.offers, side, package)
        found = {interest: float(term[0]) for interest, term in terms.items()}
        rest = float(held.offers.gains[side][package, 0]) - sum(found.values())
        return {**found, DOUBT: rest}

    def _refuser(self, held: Round, deal: int) -> str:
        edge = self.frame.draws["choices.ratification.edge"]
        roles = self.setup.dispute.roles
        for side, party in enumerate((roles.holder, roles.claimant)):
            margin = self.negotiation.packages.at(held.offers.stakes[side].margin, np.array([deal]))
            chance = ratification.passes(margin, edge)
            if self.draw("ratification.vote", party)[0] >= chance[0]:
                return f"{self._parties[side]} (chance of passing {chance[0]:.0%})"
        return "nobody"

    def _package(self, index: int) -> str:
        """A package in words."""
        dispute, parts = self.setup.dispute, self.negotiation.packages
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
        dispute = self.setup.dispute
        roles = dispute.roles
        debtors = {"transfer": roles.holder, "money": roles.investor, "relief": roles.claimant}
        for kind, settled in self.obligations.settled.items():
            done = int(settled.option[0])
            values = [float(value[0]) for value in settled.values]
            advantage = values.pop(done) - max(values)
            debtor = dispute.title_of(debtors[kind])
            yield Due(self.date, debtor, kind, float(settled.owed[0]), DONE[done], advantage)


def _value(state: State, info: StateInfo) -> float:
    array = state[info.variable]
    return float(array[0] if info.row is None else array[info.row, 0])
