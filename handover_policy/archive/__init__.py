"""Archive: documents as files that stay readable for years."""
