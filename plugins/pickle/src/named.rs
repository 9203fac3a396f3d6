//! What a file's name says about what is in it.

/// What kind of file a name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    /// A pickle and nothing else.
    Pickle,
    /// A model's file, which holds pickles; but the ending has other uses.
    Model,
    /// Nothing.
    Other,
}

/// Endings that only pickles have.
pub(crate) const PICKLES: [&str; 9] = ["dill", "joblib", "pck", "pckl", "pcl", "pickle", "pickle2", "pkl", "pkl2"];

/// Endings of models, and of other things.
pub(crate) const MODELS: [&str; 10] = ["ckpt", "keras", "mar", "nemo", "npy", "npz", "pt", "pt2", "pth", "ptl"];

/// Endings under which pickles are kept now and then. They prove nothing, but the files are worth a look.
pub(crate) const OTHERS: [&str; 12] =
    ["bin", "cache", "dat", "data", "db", "mdl", "model", "obj", "p", "pk", "sav", "weights"];

/// Names, up to their ending, of pickles that are called `.bin`.
const BINARIES: [&str; 5] = ["optimizer", "pytorch_", "rng_state", "scheduler", "training_args"];

/// Endings of what is packed as a whole.
pub(crate) const PACKED: [&str; 11] = ["bz2", "gz", "gzip", "lz4", "lzma", "tar", "xz", "z", "zip", "zlib", "zst"];

/// What the name of a file, or the path of a container's member, says.
pub(crate) fn named(path: &str) -> Named {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let mut stem = name.as_str();
    loop {
        let Some((before, ending)) = stem.rsplit_once('.') else { return Named::Other };
        if PICKLES.contains(&ending) {
            return Named::Pickle;
        }
        if MODELS.contains(&ending) || ending == "bin" && BINARIES.iter().any(|start| name.starts_with(start)) {
            return Named::Model;
        }
        if !PACKED.contains(&ending) {
            return Named::Other;
        }
        stem = before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_say_what_is_in_a_file() {
        for (path, expected) in [
            ("a/model.PKL", Named::Pickle),
            ("model.pkl.gz", Named::Pickle),
            ("archive/data.pkl", Named::Pickle),
            ("net.pth.tar", Named::Model),
            ("pytorch_model-00001-of-00002.bin", Named::Model),
            ("firmware.bin", Named::Other),
            ("pkl", Named::Other),
            ("a.tar.gz", Named::Other),
            ("", Named::Other),
        ] {
            assert_eq!(named(path), expected, "{path}");
        }
    }
}
