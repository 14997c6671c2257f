"""The outbox: messages from the decision that asks for them to their arrival, as rows."""
