"""CloudWatch alarms: held as people put them, evaluated minute by minute when somebody looks."""
