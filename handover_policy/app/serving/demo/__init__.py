"""The demo: a company of some twenty people around today, with a clock of its own that only goes forward."""
