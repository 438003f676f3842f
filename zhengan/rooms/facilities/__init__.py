"""Room facilities: areas, entries, inspections."""
