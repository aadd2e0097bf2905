//! transcription
