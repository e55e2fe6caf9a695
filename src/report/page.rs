//! Results as one page.

use super::dossier::Dossier;

/// The page.
pub fn page(_dossier: &Dossier) -> String {
    String::new()
}
