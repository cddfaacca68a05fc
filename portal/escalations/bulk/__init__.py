"""Acts on several cases at once: chosen in a list, looked at together, done one by one."""
