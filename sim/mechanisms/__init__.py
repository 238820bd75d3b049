"""The laws by which state changes: pure array functions, one file per law.

The signature is the wiring. An argument is named after a state variable, a parameter of the law's
own file, or a role and a variable (`claimant_sanctions`, `holder_claimant_alignment`); `sim.wiring`
resolves and checks every name when the model is built.
"""
