"""The firm's directory (LDAP, Active Directory): who somebody is, and of which groups; rights stay with the product."""
