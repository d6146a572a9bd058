"""What people hand in: answer files, numbers as written, blank templates."""
