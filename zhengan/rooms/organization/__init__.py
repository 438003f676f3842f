"""Room organization: committee, people, duties, training."""
