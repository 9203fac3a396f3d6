//! CWE, as far as the rules name it.

use std::collections::BTreeSet;

use secws_model::Rule;
use serde_sarif::sarif::{
    MultiformatMessageString, ReportingDescriptor, ReportingDescriptorReference, ReportingDescriptorRelationship,
    ToolComponent, ToolComponentReference,
};

use crate::catalog::Catalog;

const NAME: &str = "CWE";

/// The weaknesses that the rules name, by number.
pub(crate) struct Weaknesses(Vec<u32>);

impl Weaknesses {
    /// Those of all rules in a log.
    pub(crate) fn used(catalog: &Catalog) -> Self {
        let numbers: BTreeSet<u32> = catalog.rules().flat_map(|rule| rule.cwe.iter().copied()).collect();
        Weaknesses(numbers.into_iter().collect())
    }

    /// The taxonomy itself; none if no weakness is named.
    pub(crate) fn taxonomy(&self) -> Option<ToolComponent> {
        let description = "The MITRE Common Weakness Enumeration.".to_owned();
        let taxa = self.0.iter().map(|&number| taxon(number)).collect();
        (!self.0.is_empty()).then(|| ToolComponent {
            information_uri: Some("https://cwe.mitre.org/".to_owned()),
            organization: Some("MITRE".to_owned()),
            short_description: Some(MultiformatMessageString::builder().text(description).build()),
            taxa: Some(taxa),
            ..ToolComponent::builder().name(NAME).build()
        })
    }

    /// A reference to the taxonomy.
    pub(crate) fn reference(&self) -> Option<ToolComponentReference> {
        (!self.0.is_empty()).then(reference)
    }

    /// From a rule to its weaknesses, each of which covers more than the rule does.
    pub(crate) fn relationships(&self, rule: &Rule) -> Option<Vec<ReportingDescriptorRelationship>> {
        let mut seen = BTreeSet::new();
        let different = rule.cwe.iter().copied().filter(|&number| seen.insert(number));
        let relationships: Vec<_> = different.map(|number| self.relationship(number)).collect();
        (!relationships.is_empty()).then_some(relationships)
    }

    fn relationship(&self, number: u32) -> ReportingDescriptorRelationship {
        let target = ReportingDescriptorReference {
            id: Some(id(number)),
            index: self.0.binary_search(&number).ok().and_then(|index| index.try_into().ok()),
            tool_component: Some(reference()),
            ..ReportingDescriptorReference::default()
        };
        let kinds = Some(vec!["superset".to_owned()]);
        ReportingDescriptorRelationship { kinds, ..ReportingDescriptorRelationship::builder().target(target).build() }
    }
}

/// There is no other taxonomy, so its index is always 0.
fn reference() -> ToolComponentReference {
    ToolComponentReference { index: Some(0), name: Some(NAME.to_owned()), ..ToolComponentReference::default() }
}

fn taxon(number: u32) -> ReportingDescriptor {
    let page = format!("https://cwe.mitre.org/data/definitions/{number}.html");
    ReportingDescriptor { help_uri: Some(page), ..ReportingDescriptor::builder().id(id(number)).build() }
}

fn id(number: u32) -> String {
    format!("CWE-{number}")
}
