//! XML 1.0 whose texts hold only what it allows, and nothing that steers a terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Names and values of an element's attributes, the values safe to print.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

/// Writes elements, indented by two blanks.
pub(super) struct Xml<Out: Write>(Writer<Out>);

impl<Out: Write> Xml<Out> {
    /// Begins a document.
    pub(super) fn new(out: Out) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Xml(writer))
    }

    /// Ends it, with a newline.
    pub(super) fn finish(self) -> io::Result<Out> {
        let mut out = self.0.into_inner();
        out.write_all(b"\n")?;
        Ok(out)
    }

    /// An element that holds others.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &Attributes,
        inside: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        inside(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element that holds a text, which is safe to print.
    pub(super) fn text(&mut self, name: &str, attributes: &Attributes, text: &str) -> io::Result<()> {
        let text = allowed(text);
        self.element(name, attributes, |xml| xml.0.write_event(Event::Text(BytesText::new(&text))))
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes) -> io::Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*allowed(value)));
    }
    start
}

/// Without what XML 1.0 has no `Char` for; controls are escaped before this.
fn allowed(text: &str) -> Cow<'_, str> {
    let is_illegal = |character: char| match character {
        '\t' | '\n' | '\r' => false,
        '\u{fffe}' | '\u{ffff}' => true,
        _ => character < ' ',
    };
    if text.contains(is_illegal) { Cow::Owned(text.replace(is_illegal, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_escaped() {
        let mut xml = Xml::new(Vec::new()).unwrap();
        let hostile = "<a b=\"c\" d='e'>&amp;]]>\u{fffe}\u{ffff}\u{0}\u{1b}ü";
        xml.element("x", &[("y", hostile)], |xml| {
            xml.empty("e", &[])?;
            xml.text("t", &[], hostile)
        })
        .unwrap();
        let escaped = "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;amp;]]&gt;ü";
        let expected =
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x y=\"{escaped}\">\n  <e/>\n  <t>{escaped}</t>\n</x>\n");
        assert_eq!(String::from_utf8(xml.finish().unwrap()).unwrap(), expected);
    }
}
