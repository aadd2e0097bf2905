//! Recordings of every kind, whole and broken, through the public interface.
