"""The engine, measured beside its peers on the same instances in the same run."""
