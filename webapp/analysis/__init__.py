"""Pure judgement: records and a time in, a verdict out. Imports the standard library and the records only."""
