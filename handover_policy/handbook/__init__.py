"""The handbook: a policy set in plain words, each rule a sentence with its numbers, and the law it rests on."""
