"""Erasing what is kept of people, once nothing asks that it be kept."""
