"""What `handover test` writes: results, coverage, survivors."""
