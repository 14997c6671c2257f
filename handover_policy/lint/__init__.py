"""Lint: what a policy set says, held against statutes and against itself."""
