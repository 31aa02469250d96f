"""Real engines' answers, case by case, and the program that asks a daemon the same. See README.md."""
