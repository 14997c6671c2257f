"""The ledger as a log that others can check: the tree over its rows, checkpoints, keys, and digests that it tells."""
