"""Figures: pure functions from the records of `sim.analysis` to Plotly figures as plain mappings.

A mapping draws several times faster than a `go.Figure` and is the same figure to Plotly; tests
hand each one to `go.Figure`, which refuses what Plotly does not know. Nothing is computed here
but places on the page.

style       : colours, marks and the layout that all share
settlement  : icon arrays, a hundred worlds for each level
fans        : bands and sample paths of a state over time
timing      : step curves of what has happened, or has not yet
dots        : quantile dot plots of a number
density     : a parameter before and after, small enough to stand behind a slider
differences : paired differences from the base
splits      : a difference in parts of the worlds, by form or by parameter
council     : members by renewals, and which of them tips which
relations   : actors and their ties as a network, and small fans of all of these
moves       : from which level to which the worlds moved
forms       : how far an answer moves with the functional form
"""
