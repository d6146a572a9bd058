"""The page: a problem as one file of HTML that steps through the work and judges typed answers, without a network."""
