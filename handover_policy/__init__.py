"""Handover policy: policy files and employee events in, explained decisions out."""

__version__ = "0.1.0"
