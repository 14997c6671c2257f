"""Reads: the questions that are asked of a company, and their parameters."""
