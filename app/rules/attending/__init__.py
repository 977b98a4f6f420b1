"""Rules about meetings and after: attendance, evaluation, certificates, the report."""
