"""Link selection: from scored suggestions to the links of an answer."""
