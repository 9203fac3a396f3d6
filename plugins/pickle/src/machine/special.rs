//! Callables whose meaning lies in their arguments: what they are given says what they return or call.

use crate::name::Name;

/// What calling a function means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    /// `getattr(object, "name")`.
    GetAttribute,
    /// `import_module("name")`.
    Import,
    /// `resolve_name("module:name")`.
    ResolveName,
    /// `partial(function, ...)`: calling what it returns calls the function.
    Partial,
    /// `attrgetter("name")`: calling what it returns gets the attribute.
    AttributeGetter,
    /// `itemgetter(key)`.
    ItemGetter,
    /// `methodcaller("name", ...)`: calling what it returns calls the method.
    MethodCaller,
    /// `getitem(object, key)`.
    GetItem,
    /// `__newobj__(type, ...)`.
    NewObject,
    /// `__newobj_ex__(type, arguments, keywords)`.
    NewObjectEx,
    /// `_reconstructor(type, base, state)`.
    Reconstructor,
    /// `_rebuild_from_type_v2(function, type, arguments, state)`: calls the function.
    RebuildFromType,
    /// `encode(text, codec)`: how protocols 0 to 2 write bytes.
    Encode,
    /// `type(object)`, which is harmless, or `type(name, bases, members)`, which is not.
    Type,
    /// Harmless as long as it is given data and what is harmless itself.
    Data,
    /// Reads a pickle that lies in its argument, and is listed as dangerous only for that.
    LoadStorage,
    /// Reads a pickle that lies in its argument.
    Load,
    /// `add_extension("module", "name", number)`.
    AddExtension,
}

impl Special {
    /// Whether it is harmless unless it is given something that is not.
    pub(crate) fn is_judged_by_arguments(self) -> bool {
        matches!(
            self,
            Special::GetAttribute
                | Special::Partial
                | Special::AttributeGetter
                | Special::ItemGetter
                | Special::MethodCaller
                | Special::LoadStorage
        )
    }
}

/// What is known of a function by the name that Python 3 gives it.
pub(crate) fn of(name: &Name) -> Option<Special> {
    if name.last() == "__new__" {
        // The first argument is the type, as it is there.
        return Some(Special::NewObject);
    }
    Some(match (name.module.as_str(), name.qualified.as_str()) {
        ("builtins", "getattr") => Special::GetAttribute,
        ("builtins" | "importlib" | "importlib._bootstrap", "__import__") => Special::Import,
        ("importlib", "import_module") | ("importlib._bootstrap" | "_frozen_importlib", "_gcd_import") => Special::Import,
        ("pkgutil", "resolve_name") | ("pydoc", "locate") => Special::ResolveName,
        ("functools" | "_functools", "partial") => Special::Partial,
        ("operator" | "_operator", "attrgetter") => Special::AttributeGetter,
        ("operator" | "_operator", "itemgetter") => Special::ItemGetter,
        ("operator" | "_operator", "methodcaller") => Special::MethodCaller,
        ("operator" | "_operator", "getitem") => Special::GetItem,
        ("copyreg", "__newobj__") => Special::NewObject,
        ("copyreg", "__newobj_ex__") => Special::NewObjectEx,
        ("copyreg", "_reconstructor") => Special::Reconstructor,
        ("copyreg", "add_extension") => Special::AddExtension,
        ("torch._tensor" | "torch.tensor", "_rebuild_from_type_v2") => Special::RebuildFromType,
        ("_codecs" | "codecs", "encode") => Special::Encode,
        ("builtins", "type") => Special::Type,
        (
            "builtins",
            "abs" | "all" | "any" | "chr" | "divmod" | "enumerate" | "filter" | "hash" | "iter" | "len" | "map" | "max"
            | "min" | "ord" | "pow" | "reversed" | "round" | "sorted" | "sum" | "zip",
        )
        | ("itertools", _) => Special::Data,
        ("torch.storage", "_load_from_bytes") => Special::LoadStorage,
        ("pickle" | "_pickle" | "dill" | "dill._dill" | "cloudpickle", "loads") => Special::Load,
        _ => return None,
    })
}
