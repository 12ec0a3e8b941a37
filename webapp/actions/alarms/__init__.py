"""Changing alarms: put, delete, enable, disable, undo, packs; test-fire; mute."""
