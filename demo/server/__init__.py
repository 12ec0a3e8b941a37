"""The HTTP front of the embedded AWS: who calls, what is asked, what goes wrong; what it does not answer, moto does."""
