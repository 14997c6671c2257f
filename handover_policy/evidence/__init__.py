"""Evidence: what was recorded proven to anybody by hashes and signatures; pure: no key, clock or file of its own."""
