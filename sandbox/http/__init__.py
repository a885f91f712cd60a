"""What every room that answers HTTP needs: forms, headers, link secrets, applications built when reached."""
