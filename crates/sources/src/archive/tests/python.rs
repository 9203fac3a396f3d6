//! Archives as Python's own modules write them.

use std::process::Command;

use super::*;

const SCRIPT: &str = "
import io, sys, tarfile, zipfile
with zipfile.ZipFile('a.zip', 'w') as z:
    for name, method in ('s', zipfile.ZIP_STORED), ('d', zipfile.ZIP_DEFLATED), ('b', zipfile.ZIP_BZIP2), ('l', zipfile.ZIP_LZMA):
        z.writestr(name, 'hello ' * 500, method)
    with z.open('large', 'w', force_zip64=True) as f:
        f.write(b'hello ' * 500)
for kind, form in ('u', tarfile.USTAR_FORMAT), ('g', tarfile.GNU_FORMAT), ('p', tarfile.PAX_FORMAT):
    for packing in '', 'gz', 'bz2', 'xz':
        with tarfile.open(kind + packing, 'w:' + packing, format=form) as t:
            i = tarfile.TarInfo('d' * 90 + '/' + 'n\\u00e4me' * 10)
            i.size = 3000
            t.addfile(i, io.BytesIO(b'hello ' * 500))
";

#[test]
fn archives_of_python() {
    let folder = tempfile::tempdir().unwrap();
    match Command::new("python3").args(["-c", SCRIPT]).current_dir(folder.path()).output() {
        Ok(output) if output.status.success() => {}
        // No Python, or one without all its modules.
        _ => return,
    }
    let text = "hello ".repeat(500);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let out = unpack_by_default(&name, &std::fs::read(folder.path().join(&name)).unwrap());
        assert_eq!(out.messages(), [""; 0], "{name}");
        assert_eq!(out.files.len(), if name == "a.zip" { 5 } else { 1 }, "{name}");
        assert!(out.files.values().all(|bytes| bytes == text.as_bytes()), "{name}");
    }
}
