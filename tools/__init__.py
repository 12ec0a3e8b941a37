"""Scripts for whoever changes the project; the program does not need them."""
