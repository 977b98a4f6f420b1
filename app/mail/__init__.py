"""Everything that leaves the house by mail: messages, calendar invitations, outbox, delivery."""
