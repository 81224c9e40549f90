"""What the checker's quality is measured on: documents, labels, and how they are read."""
