"""How volunteers, teams and sessions are typed in."""
