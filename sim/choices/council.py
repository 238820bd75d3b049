"""The council renews by unanimity: doubt is voiced before it becomes a veto."""

import numpy as np

from sim.base.axes import Array, Flags, count, total
from sim.base.functional_forms import eased, held, shift_odds
from sim.base.random_streams import normal

# Parameters that nothing but `anchors` asks for: who changes them later changes nothing.
AT_START = ("veto_margin",)


def doubts(
    member_stance: Array,
    member_lead: Array,
    fatigue: Array,
    fatigue_anchor: Array,
    patron_sanctions: Array,
    patron_sanctions_anchor: Array,
    pressure: Array,
    pressure_anchor: Array,
    war: Array,
    war_anchor: Array,
    shock: Array,
    slip: Array,
    wear: Array,
    wear_time: Array,
    example: Array,
    persuasion: Array,
    lead: Array,
    steadfastness: Array,
    focal: Array,
    draw_shock: Array,
    draw_slip: Array,
) -> Array:
    """Doubt of each member about renewing, (member, world), in spreads between members.

    d = mood + lead * (mood of those that lead) + shock * N
        + wear * (exp(-f0 / wear_time) - exp(-f / wear_time))
        + example * relief by the patron - persuasion * (pressure - at the start)
        - steadfastness * (war - at the start) + focal * progress
    mood = stance + slip * N_member
    progress = max(0, 1 - war / war at the start)

    member_stance : (member, world), persistent per world and member
    member_lead : (member, 1), one for a large member that others follow
    fatigue : (world,), renewals so far; f0 at the start
    draw_shock : (1, world), draw_slip : (member, world), uniform

    Source: renewal tied to the truce agreement in March 2015.
    """
    mood = member_stance + slip * normal(draw_slip)
    leaders = total(mood * member_lead) / np.maximum(1, total(member_lead))
    worn = np.exp(-fatigue_anchor / wear_time) - np.exp(-fatigue / wear_time)
    lifted = eased(patron_sanctions, patron_sanctions_anchor)
    progress = np.maximum(0, 1 - held(war, war_anchor))
    common = (
        lead * leaders
        + shock * normal(draw_shock[0])
        + wear * worn
        + example * lifted
        - persuasion * (pressure - pressure_anchor)
        - steadfastness * (war - war_anchor)
        + focal * progress
    )
    return np.asarray(mood + common)


def anchors(
    doubt: Array, member: Array, voices: Array, voice_cost: Array, veto_margin: Array
) -> tuple[Array, Array]:
    """Zero of doubt and the price of blocking, (world,) each, that make the start a rest point.

    origin = midpoint of the n0-th and the next highest doubt at the start - voice_cost
    veto_cost = highest doubt at the start - origin + veto_margin

    doubt, member : (member, world), in the quiet state of the start
    voices : (world,), n0, members that had voiced doubt by then
    voice_cost : (world,), doubt from which a member speaks up
    veto_margin : (world,), by how much the most doubtful member fell short of blocking

    Stances say how members stand to one another; that n0 spoke up and nobody blocked says how high
    the two bars are.
    """
    ranked = -np.sort(np.where(member > 0, -doubt, np.inf), axis=0)
    last = ranked.shape[0] - 1
    spoken = voices.astype(np.intp)
    here = np.arange(ranked.shape[1])
    lowest_voice = ranked[np.clip(spoken - 1, 0, last), here]
    highest_silent = ranked[np.clip(spoken, 0, last), here]
    origin = (lowest_voice + highest_silent) / 2 - voice_cost
    return np.asarray(origin), np.asarray(ranked[0] - origin + veto_margin)


def voice(
    doubt: Array,
    member: Array,
    voices: Array,
    voices_anchor: Array,
    voice_cost: Array,
    conformity: Array,
) -> Array:
    """Number of members that voice doubt, (world,).

    m speaks up if d_m > voice_cost * exp(-(n - n0) / (2 * conformity))

    Begun at the number that would speak up in the company of the last renewal, and iterated
    upwards: each further voice makes the next one cheaper. Source: Granovetter (1978).

    doubt, member : (member, world); voices : (world,), n of the last renewal; voices_anchor : n0
    """
    heard = _count(doubt, member, voices, voices_anchor, voice_cost, 2 * conformity)
    while True:
        joined = np.maximum(
            heard, _count(doubt, member, heard, voices_anchor, voice_cost, 2 * conformity)
        )
        if np.array_equal(joined, heard):
            return heard
        heard = joined


def veto(
    doubt: Array,
    member: Array,
    voices: Array,
    voices_anchor: Array,
    veto_cost: Array,
    conformity: Array,
) -> Array:
    """Number of members that block, (world,): d_m > veto_cost * exp(-(n - n0) / conformity)."""
    return _count(doubt, member, voices, voices_anchor, veto_cost, conformity)


def _count(
    doubt: Array, member: Array, voices: Array, voices_anchor: Array, cost: Array, company: Array
) -> Array:
    bar = cost * np.exp(-(voices - voices_anchor) / company)
    beyond: Flags = (doubt > bar) & (member > 0)
    return count(beyond)


def renew(
    council_sanctions: Array,
    council_sanctions_anchor: Array,
    in_force: Array,
    voices: Array,
    vetoes: Array,
    seats: Array,
    highest_doubt: Array,
    soften_share: Array,
    soften_step: Array,
    restore_bar: Array,
) -> tuple[Array, Array]:
    """Severity of the council's sanctions and whether they are in force, after a renewal.

    lapsed   if anyone blocks: severity 0, no longer in force
    softened if voices >= soften_share * seats: the odds of the severity fall by soften_step
    restored if lapsed before and nobody's doubt exceeds restore_bar: severity as at the start

    council_sanctions, in_force, voices, vetoes, seats, highest_doubt : (world,)
    """
    was_in_force = in_force > 0
    renewed = was_in_force & (vetoes < 1)
    restored = ~was_in_force & (highest_doubt < restore_bar)
    softer = shift_odds(council_sanctions, np.exp(-soften_step))
    kept = np.where(voices >= soften_share * seats, softer, council_sanctions)
    severity = np.where(renewed, kept, np.where(restored, council_sanctions_anchor, 0))
    return severity, np.where(renewed | restored, 1.0, 0.0)
