"""Alarms as code: CloudFormation, Terraform and CDK, from the very parameters that CloudWatch would be told."""
