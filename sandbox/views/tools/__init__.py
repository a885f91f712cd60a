"""The pages on which one tries something: workbench, editor, signature, grid."""
