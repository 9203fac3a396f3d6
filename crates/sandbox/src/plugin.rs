//! A plugin that was loaded: what it is, and how instances of it are made.

use std::sync::Arc;

use secws_model::{Description, Interest};
use wasmtime::component::{Component, InstancePre};

use crate::compile::{Compiler, Precompiled};
use crate::contract::v0_1::{self, State};
use crate::error::SandboxError;
use crate::host::Host;
use crate::input::Advisories;
use crate::instance::Instance;
use crate::limits::Limits;

/// A plugin that can be instantiated.
pub struct Plugin {
    pub(crate) pre: InstancePre<State>,
    description: Description,
    imports: Vec<String>,
    digest: String,
    pub(crate) limits: Limits,
}

/// A plugin with its settings.
pub struct Configured {
    pub(crate) plugin: Plugin,
    pub(crate) settings: String,
    pub(crate) today: Option<String>,
    pub(crate) advisories: Option<Arc<dyn Advisories>>,
    interests: Vec<Interest>,
}

impl Host {
    /// Loads a plugin that was built in.
    ///
    /// # Errors
    /// The code was made for another machine or by another version, or `describe` fails.
    pub fn load_precompiled(&self, code: Precompiled, limits: Limits) -> Result<Plugin, SandboxError> {
        self.load_native(code.bytes(), code.digest().to_owned(), limits)
    }

    /// Loads any other plugin: compiles it unless that was done before.
    ///
    /// # Errors
    /// It is no component, no plugin, asks for more than plugins are given, cannot be compiled, or `describe` fails.
    pub fn load(&self, component: &[u8], compiler: &Compiler, limits: Limits) -> Result<Plugin, SandboxError> {
        self.load_native(&compiler.compiled(self, component)?, secws_model::digest(component), limits)
    }

    /// The bytes come from the build or from this machine's own cache: see [`crate::compile`].
    fn load_native(&self, code: &[u8], digest: String, limits: Limits) -> Result<Plugin, SandboxError> {
        // SAFETY: a `Precompiled` is what `precompile` returned, as its maker vouched; the compiler's cache is a folder that
        // only this user can write, and holds what `compile_in_child` wrote.
        #[expect(unsafe_code, reason = "native code of our own making")]
        let component = unsafe { Component::deserialize(&self.engine, code) };
        let component = component.map_err(|error| SandboxError::Load(format!("{error:#}")))?;
        let imports = self.check_type(&component)?;
        let pre = self.linker.instantiate_pre(&component).map_err(|error| SandboxError::Load(format!("{error:#}")))?;
        let mut plugin = Plugin { pre, description: empty(), imports, digest, limits };
        plugin.description = Instance::describe(&plugin)?;
        Ok(plugin)
    }

    /// The component's imports, all of which a plugin may have.
    fn check_type(&self, component: &Component) -> Result<Vec<String>, SandboxError> {
        let component_type = component.component_type();
        let imports: Vec<String> = component_type.imports(&self.engine).map(|(name, _)| name.to_owned()).collect();
        let (_, forbidden): (Vec<_>, Vec<_>) =
            imports.iter().cloned().partition(|name| v0_1::IMPORTS.contains(&name.as_str()));
        if !forbidden.is_empty() {
            return Err(SandboxError::ForbiddenImports(forbidden));
        }
        if !component_type.exports(&self.engine).any(|(name, _)| name == v0_1::EXPORT) {
            return Err(SandboxError::NotAPlugin { wanted: v0_1::EXPORT.to_owned() });
        }
        Ok(imports)
    }
}

impl Plugin {
    /// What it says of itself.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// The interfaces that it imports: its permissions.
    #[must_use]
    pub fn imports(&self) -> &[String] {
        &self.imports
    }

    /// Another one for another component: of one that is not built in, its SHA-256 in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Hands the plugin its settings, a JSON object, and learns which files it wants. `today` is passed on only if the plugin
    /// asks for it.
    ///
    /// # Errors
    /// It refuses the settings, says something that the contract does not allow, or fails.
    pub fn configure(
        self,
        settings: String,
        today: &str,
        advisories: Option<Arc<dyn Advisories>>,
    ) -> Result<Configured, SandboxError> {
        let today = self.description.needs_today.then(|| today.to_owned());
        let mut configured = Configured { plugin: self, settings, today, advisories, interests: Vec::new() };
        let (_, interests) = Instance::configured(&configured)?;
        configured.interests = interests;
        Ok(configured)
    }
}

impl Configured {
    /// What the plugin says of itself.
    #[must_use]
    pub fn description(&self) -> &Description {
        &self.plugin.description
    }

    /// The files that it wants.
    #[must_use]
    pub fn interests(&self) -> &[Interest] {
        &self.interests
    }

    /// The interfaces that it imports.
    #[must_use]
    pub fn imports(&self) -> &[String] {
        self.plugin.imports()
    }

    /// Another one for another component.
    #[must_use]
    pub fn digest(&self) -> &str {
        self.plugin.digest()
    }

    /// Its settings, a JSON object.
    #[must_use]
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// The day that it was told, if it asked for it.
    #[must_use]
    pub fn today(&self) -> Option<&str> {
        self.today.as_deref()
    }

    /// The limits it runs under.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.plugin.limits
    }

    /// A fresh instance.
    ///
    /// # Errors
    /// The plugin does not configure a second time as it did the first.
    pub fn instance(&self) -> Result<Instance, SandboxError> {
        Instance::configured(self).map(|(instance, _)| instance)
    }
}

fn empty() -> Description {
    Description {
        name: String::new(),
        version: String::new(),
        rules: Vec::new(),
        settings_schema: String::new(),
        consumes: Vec::new(),
        needs_today: false,
    }
}
