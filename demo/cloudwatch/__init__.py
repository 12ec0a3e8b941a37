"""CloudWatch as the embedded AWS answers it: metrics computed on reading, alarms evaluated on reading."""
