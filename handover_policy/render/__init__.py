"""Render: decisions and templates in, messages out; nothing is read, sent or remembered here."""
