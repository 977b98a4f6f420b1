"""The pages: one package an audience. They authorise, open and end the transaction."""
