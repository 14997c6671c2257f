"""Files over the API: brought by systems, fetched by them."""
