"""DingTalk: messages carried by it, a module each way that it takes them."""
