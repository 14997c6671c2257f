"""Families: one module for each part of a policy set, telling the changes of that part."""
