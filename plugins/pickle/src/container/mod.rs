//! What pickles lie in.

pub(crate) mod npy;
pub(crate) mod packing;
pub(crate) mod tar;
pub(crate) mod zip;
