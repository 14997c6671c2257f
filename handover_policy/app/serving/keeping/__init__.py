"""What a ledger is good for after it was written: replayed, verified, rebuilt, moved, begun anew."""
