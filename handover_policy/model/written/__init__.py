"""Nouns as JSON, under the keys of the contract, and back."""
