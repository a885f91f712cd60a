"""Why a token is refused: facts of a token and of what an API expects, held against a list of causes."""
