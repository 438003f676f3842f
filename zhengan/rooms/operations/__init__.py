"""Room operations: operation, backup, capacity, configuration, patches, malware."""
