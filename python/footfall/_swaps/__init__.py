"""How exchanged sides are found: who makes a pair, who votes, what is drawn on one."""
