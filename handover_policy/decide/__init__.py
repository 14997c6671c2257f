"""Events folded to cases; what follows from each event, as a Decision."""
