"""Sampling: a believable departure, so that documents and messages can be looked at before anybody leaves."""
