"""Loopback servers that speak the platforms' protocols, for tests of the adapters."""
