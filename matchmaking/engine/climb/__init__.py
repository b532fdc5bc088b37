"""Local search: plans of any size, quickly, without a proof."""
