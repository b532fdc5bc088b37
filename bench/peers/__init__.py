"""Other ways to the same plans, run beside the engine in the bench. None of them uses the engine's searchers."""
