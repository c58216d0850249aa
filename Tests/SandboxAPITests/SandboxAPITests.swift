// The tests of this target arrive with its first part.
