"""Aws: session, assumed role, one client a service, retries, call counter, circuit breaker."""
