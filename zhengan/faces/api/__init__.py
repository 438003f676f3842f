"""The API: JSON over the same registers, described by OpenAPI."""
