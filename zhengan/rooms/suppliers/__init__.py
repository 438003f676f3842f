"""Room suppliers: suppliers, contracts, cloud."""
