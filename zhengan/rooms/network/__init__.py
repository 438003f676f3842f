"""Room network: zones, firewalls, remote access, mechanisms."""
