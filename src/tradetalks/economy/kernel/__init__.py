"""The equations E1 to E10 as one differentiable map, its fixed point, and derivatives at it: bare arrays only."""
