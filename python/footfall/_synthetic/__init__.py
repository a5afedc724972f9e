"""How the synthetic person is planned, built and captured."""
