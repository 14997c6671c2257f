"""engine: which rules of a policy fire on given facts, and why a condition does not hold."""
