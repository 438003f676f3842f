"""SCIM 2.0 (RFC 7643, RFC 7644): the firm's identity provider enters people and groups here."""
