"""Runs of many worlds: ensembles in chunks, worker processes, the job queue, conditioning."""
