"""Pages of deliveries: what did not arrive, what hr decides of it, and what the channels of a demo wrote."""
