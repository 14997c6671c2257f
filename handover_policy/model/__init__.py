"""The nouns: what policies, events, cases and decisions are made of."""
