"""The words of `oncall`: each module has a docstring that is its help, `add_arguments` and `run`."""
