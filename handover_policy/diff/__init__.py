"""Diff: what a change of a policy set means, for whom, and whether it is better or worse for them."""
