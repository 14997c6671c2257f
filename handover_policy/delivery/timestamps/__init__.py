"""Timestamps: authorities that say when they saw a text, asked over HTTP."""
