"""The kernel: what every record, register and act has in common."""
