"""Ringcheck measured beside other programs that transcribe, and by itself as the work grows."""
