// The sources of this target arrive with its first part.
