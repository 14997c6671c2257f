"""Fixing: what lint may change by itself, because no person has to decide it."""
