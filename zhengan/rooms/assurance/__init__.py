"""Room assurance: plan, audit, findings, risk, declaration."""
