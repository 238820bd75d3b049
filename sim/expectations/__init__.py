"""Expectations: what claims, or users, say of directions, in terms of the model.

shape   : what an entry of a file may hold
model   : what an expectation is once it has been read: frozen and checked
reading : from a file to expectations
"""

from sim.expectations.file_schema import ExpectationShape
from sim.expectations.model import Expectation, ExpectedEffect, Partial, Perturbation, Total
from sim.expectations.reader import FILE, Expected, load, read_entries

__all__ = [
    "FILE",
    "Expectation",
    "ExpectationShape",
    "Expected",
    "ExpectedEffect",
    "Partial",
    "Perturbation",
    "Total",
    "load",
    "read_entries",
]
