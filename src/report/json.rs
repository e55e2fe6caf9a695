//! The report as one JSON document.
