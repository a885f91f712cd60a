"""What all that respond to HTTP need: forms, headers, secrets in links, applications built at their first request."""
