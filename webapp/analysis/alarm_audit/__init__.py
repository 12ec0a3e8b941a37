"""What is wrong with the alarms before the night they matter: missing, unable to fire, unheard, crying wolf, stuck."""
