"""The language of templates: which part of Jinja they may use, and what its operations do."""
