"""What it means to change an alarm: whole definitions, how they differ, and who else believes to own them."""
