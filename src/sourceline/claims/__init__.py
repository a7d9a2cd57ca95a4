"""From what the model saw to claims: who did what to whom, how many, who says so."""
