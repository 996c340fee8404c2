"""What the parts of a scenario came to: plain results, from which reports are drawn without solving anything again."""
