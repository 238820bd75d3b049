"""The Mesa model: a batch of worlds, its agents, and what happens in each step of a quarter.

worlds.py holds the model; batch_state.py its arrays; actors.py, council.py, negotiation.py,
obligations.py and interventions.py the steps that decide; the equations are in `sim.mechanisms`,
`sim.interests` and `sim.choices`.
"""
