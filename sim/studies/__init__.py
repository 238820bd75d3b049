"""Designs of runs that ask something of the model itself; each calls the ensemble and the analysis.

rest : the start is a rest point but for the laws that trend by themselves
saturation : how free each choice is at the start
ablation : every mechanism, form and lever makes a difference somewhere
"""
