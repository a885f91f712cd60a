"""What the product answers, recorded through its commands and over HTTP alone."""
