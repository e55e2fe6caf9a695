//! The report as files in a directory: whole or not at all.
