"""Proving: checkpoints of a ledger made and stamped, proofs of its rows, and the whole of it audited."""
