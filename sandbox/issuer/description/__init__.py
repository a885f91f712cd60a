"""What an issuer says of itself (OpenAPI 3.1): the operations by path, and the schemas they refer to."""
