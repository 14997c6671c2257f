"""Tasks in detail: which there are, their steps, what they wait for, and the things that are handed over."""
