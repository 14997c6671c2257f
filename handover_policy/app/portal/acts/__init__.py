"""What manager and hr do in a departure: which acts there are, which are offered, and what each would change."""
