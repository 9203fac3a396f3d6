//! What holds for all rules, and for any file.

mod hostile;
mod registry;
mod scan;
