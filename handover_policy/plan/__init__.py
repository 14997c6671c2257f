"""Plan: what a change of the rules would do to the cases that are open, each case decided by both versions."""
