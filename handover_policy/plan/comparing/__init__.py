"""Comparing: how one case stands under two versions, kind by kind."""
