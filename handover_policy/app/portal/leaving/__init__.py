"""Leaving: what a departure would bring before it is told, by whoever leaves or by the employer."""
