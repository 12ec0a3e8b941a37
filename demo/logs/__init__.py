"""CloudWatch Logs as the embedded AWS answers it."""
