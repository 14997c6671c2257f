"""Conditions compiled once, asked often: which rules fire on which facts, and why."""
