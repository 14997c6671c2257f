"""Coverage: what of a policy set the cases of its tests exercise."""
