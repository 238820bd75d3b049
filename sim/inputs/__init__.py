"""Input data that is read and checked once and never changed.

evidence (claims of articles), parameters and their priors, the posterior, history, dated forecast
questions and the forecasts that claims make.
"""
