"""What the tables of a run say, with their doubt.

Every function takes a `Run`, which cannot exist without having been checked, and gives small
frozen records; nothing is printed or drawn here.

expressions            : questions such as `settlement >= second`, asked of every world
outcome_summary        : the answers of a run, with Monte-Carlo error; the object of `--json`
answers                : an answer with its errors, as a table or a page shows it
structural_uncertainty : range of an answer over the options of functional forms
paired_differences     : differences between two runs, world by world
sign_reversals         : forms and parameters under which a difference changes sign
reference_classes      : reference-class forecasts
quantile_bands         : quantile bands of a recorded state over time
cumulative_incidence   : share of worlds in which an event has happened, by quarter
distributions          : quantile dots, exceedance curve and density of a number
discovery              : Monte-Carlo filtering: inputs that separate worlds with an outcome
world_filters          : conditions by which worlds are selected
verdict_text           : differences and their verdicts as sentences
"""
