"""A read-only library about AWS: it asks AWS and hands out frozen records. It knows no SQL, no Flask and no Plotly."""
