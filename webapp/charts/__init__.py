"""Records in, figures for Plotly out, as plain dicts: it is the browser that has Plotly."""
