"""Room continuity: plans and drills."""
