"""What in a real source a program's meaning hinges on, found before a migration."""
