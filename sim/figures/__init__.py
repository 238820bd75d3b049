"""Figures: pure functions from the records of `sim.analysis` to Plotly figures as plain mappings.

A mapping draws several times faster than a `go.Figure` and is the same figure to Plotly; tests
hand each one to `go.Figure`, which refuses what Plotly does not know. Nothing is computed here
but places on the page. A function `draw_NAME` returns the Plotly mapping alone; NAME returns the
same figure with title, text, caption and source.

captioned_figure       : a figure with title, text, caption and source
style                  : colours, marks and the layout that all share
icon_arrays            : a hundred worlds for each level, or for a yes or no in several runs
fan_charts             : quantile bands and sample paths of a state over time
cumulative_incidence   : step curves of the share of worlds in which an event has happened
dot_plots              : quantile dot plots of a number
exceedance             : share of worlds above each value of a number
paired_differences     : paired differences from the base
subgroup_differences   : a difference in subgroups of the worlds, by form or by parameter
level_transitions      : transition matrix of the levels between two runs
structural_uncertainty : an answer by functional form
contribution_bars      : Shapley values of the changes of a scenario
council_heatmaps       : members by renewals, and which member tips which
alignment_network      : actors and their ties as a network, and small fan charts of each pair
settlement_marks       : colour, symbol and pattern of each settlement
ceded_map              : map of the disputed territory
ceded_over_time        : share of worlds in which each parcel is ceded, by quarter
win_set_plane          : worlds by the sizes of both win-sets
linked_brushing        : figures of the selected worlds; brushing_plots: their Plotly mappings
prior_posterior        : distribution of a parameter before and after conditioning
calibration_checks     : effective sample size and posterior predictive checks
forecast_scores        : scores beside naive forecasts; reliability: calibration of probabilities
sweep                  : outcomes over one or two varied parameters
world_timeline         : events and states of one world
"""
