"""The site: the only place that names everything."""
