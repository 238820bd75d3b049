"""What every part of the program uses and nothing about disputes.

errors, paths and YAML documents with positions, world axes, quarters, random streams, functional
forms, conditions, numbers as text, files and folders that are written whole, worker processes.
"""
