"""Whoever has to sign in again: what they typed meanwhile is kept for them, and for nobody else."""
