"""conditions: every condition of a set, what it means, the situations it tells apart, what waits for the handover."""
