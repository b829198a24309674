"""The demonstration city: the communities of the story under their real codes, people made up."""
