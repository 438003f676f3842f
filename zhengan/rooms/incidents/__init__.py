"""Room incidents: incidents and alerts."""
