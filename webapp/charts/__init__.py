"""Records in, Plotly figure dicts out; the only importers of Plotly."""
