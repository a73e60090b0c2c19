"""What a trained classifier learned, whether its explanations are true, and what faults they show."""
