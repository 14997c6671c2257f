"""Commands that decide events, and show what follows: run, render."""
