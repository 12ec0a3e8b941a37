"""The embedded AWS: real boto3 speaks to it over HTTP on loopback. It shares no code with what asks."""
