"""What reviewers' decisions say: acceptance, agreement, and rules to propose."""
