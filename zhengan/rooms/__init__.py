"""Rooms: folders of registers and checks, one for each area of the policy."""
