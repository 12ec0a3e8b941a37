"""The configuration: read, checked as a whole, then handed out as our own frozen types."""

from webapp.config.load import load
from webapp.config.model import Config, Intervals, Retention
from webapp.config.problems import ConfigError, Problem

__all__ = ["Config", "ConfigError", "Intervals", "Problem", "Retention", "load"]
