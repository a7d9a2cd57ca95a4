"""Speed, memory and accuracy, each as a command."""
