"""What a sender carries at once: who carries, how much of which channel, and what of it can be packed and written."""
