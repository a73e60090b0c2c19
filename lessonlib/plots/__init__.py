"""Every figure of the course. Each function takes data and returns matplotlib Axes; none saves or shows anything."""
