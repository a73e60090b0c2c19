"""Every figure of the course.

Each function takes data and returns matplotlib Axes, several of them in an array; none saves or shows anything.
"""
