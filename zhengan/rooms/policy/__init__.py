"""Room policy: policy, documents, notices, parameters."""
