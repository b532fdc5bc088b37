"""What every page shares: extensions, guards, security headers, error pages, health, template helpers."""
