"""How an alarm would have behaved on a history: CloudWatch's evaluation, without AWS and without a clock."""
