"""Attainments: how far a state of the world serves an interest, one interest a file.

Each function bears the name of the role for which it speaks; no term is written for a single
decision, and the same function serves every lever and the bargaining. Values are of order one, so
that saliences weigh them; arrays broadcast, the world last.
"""
