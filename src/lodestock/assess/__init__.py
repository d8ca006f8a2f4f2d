"""How fragile supply is: risk scores by published methods, one file a method, each open to its inputs."""
