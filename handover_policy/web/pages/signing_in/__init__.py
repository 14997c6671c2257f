"""Sign-in besides links: by an identity provider, or by the app in which a company's people talk."""
