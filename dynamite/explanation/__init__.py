"""Why a record of the target is there, or why it is not, in records of the source."""
