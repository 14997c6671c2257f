"""The settings file of a service: read with a finding for everything wrong in it, its secrets filled in."""
