"""What editors are told of the definition files: JSON Schemas from the keys the readers use."""
