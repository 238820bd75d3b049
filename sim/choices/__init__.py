"""How actors decide: pure array functions, one way of deciding a file."""

# Rules that a scenario may switch off as it may a law: without them there still is a choice.
SWITCHABLE = ("bargaining", "council", "courting", "promises", "ratification")
