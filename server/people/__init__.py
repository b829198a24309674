"""Who signs in: accounts, sessions, invitations and grants, and how each of them ends."""
