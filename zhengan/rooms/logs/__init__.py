"""Room logs: log sources, reviews, sealed evidence."""
