"""The pages of a departure: the case with its acts, its documents, and the confirmation sheet."""
