"""Readings: what a policy set says on the points that statutes ask about."""
