"""durable: the rules evaluated by durable_rules' C engine, kept to the narrow subset in which it answers rightly."""
