"""Mutation: a policy set changed in one place, to see whether a policy test notices."""
