"""Requests to every route of the composed application, in process and over sockets."""
