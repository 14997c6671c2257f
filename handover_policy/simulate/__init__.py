"""Simulating: one imagined departure, played through a policy day by day."""
