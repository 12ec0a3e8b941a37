"""What every answer over HTTP shares: headers, hosts, errors, conditional answers, static files, the access log."""
