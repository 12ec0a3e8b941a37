"""The program: it stores records, judges them, draws them, serves them and, in `actions`, changes AWS."""
