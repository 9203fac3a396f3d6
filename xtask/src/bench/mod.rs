//! Measures secws beside its peers: on the same tree, in one run, turn by turn, as ratios.

mod warm;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::output;
use crate::plugins::build_binary;
use crate::workspace::Workspace;

/// How often each is run; the fastest counts, since noise only ever adds.
const ROUNDS: usize = 5;
/// Threads for those that use several.
const THREADS: &str = "2";

struct Tool {
    name: &'static str,
    program: String,
    arguments: Vec<String>,
}

struct Measured {
    time: Duration,
    /// In KiB; 0 where the system does not tell.
    memory: u64,
}

/// Measures on a tree.
pub fn run(workspace: &Workspace, tree: &Path) -> Result<()> {
    let binary = build_binary(workspace)?;
    let tree = tree.canonicalize().with_context(|| format!("{} is not there", tree.display()))?.display().to_string();
    let mut tools = vec![tool(
        "secws check",
        &binary.display().to_string(),
        &["check", &tree, "--no-cache", "--format", "sarif=/dev/null"],
    )];
    let ruff = ["check", "--select", "S", "--isolated", "--no-cache", "--exit-zero", "--quiet", "--statistics", &tree];
    for peer in [tool("ruff --select S", "ruff", &ruff), tool("bandit -r", "bandit", &["-r", "-q", "--exit-zero", &tree])] {
        if output(Command::new(&peer.program).arg("--version")).is_some() {
            tools.push(peer);
        } else {
            println!("{} is not installed and was left out", peer.program);
        }
    }
    let mut best: Vec<Option<Measured>> = tools.iter().map(|_| None).collect();
    for round in 0..ROUNDS {
        for (tool, best) in tools.iter().zip(&mut best) {
            // One look at a slow one is enough.
            if round > 0 && best.as_ref().is_some_and(|best| best.time > Duration::from_secs(60)) {
                continue;
            }
            let measured = measure(tool)?;
            let faster = best.as_ref().is_none_or(|best| measured.time < best.time);
            let memory = measured.memory.max(best.as_ref().map_or(0, |best| best.memory));
            let time = if faster { measured.time } else { best.as_ref().map_or(measured.time, |best| best.time) };
            *best = Some(Measured { time, memory });
        }
    }
    let own = best.first().and_then(Option::as_ref).map_or(Duration::ZERO, |best| best.time);
    println!("{tree}, {THREADS} threads, best of {ROUNDS}:");
    println!("{:<18} {:>10} {:>12} {:>16}", "", "time", "peak memory", "secws / it");
    for (tool, best) in tools.iter().zip(best) {
        let best = best.context("every tool was run")?;
        let ratio = own.as_secs_f64() / best.time.as_secs_f64().max(1e-9);
        println!("{:<18} {:>8.2} s {:>8} MiB {ratio:>16.2}", tool.name, best.time.as_secs_f64(), best.memory >> 10);
    }
    let empty = fs::canonicalize(std::env::temp_dir())?.join("secws-bench-empty");
    fs::create_dir_all(&empty)?;
    let nothing = tool("empty folder", &binary.display().to_string(), &["check", &empty.display().to_string()]);
    let times = (0..ROUNDS).map(|_| measure(&nothing).map(|measured| measured.time)).collect::<Result<Vec<_>>>()?;
    let fastest = times.into_iter().min().unwrap_or_default();
    println!("secws check of an empty folder: {:.1} ms", fastest.as_secs_f64() * 1e3);
    warm::run(&binary, Path::new(&tree))
}

fn tool(name: &'static str, program: &str, arguments: &[&str]) -> Tool {
    let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    Tool { name, program: program.to_owned(), arguments }
}

fn measure(tool: &Tool) -> Result<Measured> {
    measure_with(tool, &[])
}

fn measure_with(tool: &Tool, environment: &[(&str, &PathBuf)]) -> Result<Measured> {
    let mut command = Command::new(&tool.program);
    command.envs(environment.iter().copied());
    command.args(&tool.arguments).env("RAYON_NUM_THREADS", THREADS).env("SECWS_THREADS", THREADS);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().with_context(|| format!("{} cannot be started", tool.program))?;
    let mut memory = 0;
    loop {
        memory = memory.max(peak(&child));
        if let Some(status) = child.try_wait()? {
            if status.code().is_none_or(|code| code > 3 || code == 2) {
                bail!("{} ended with {status}", tool.name);
            }
            return Ok(Measured { time: started.elapsed(), memory });
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The high-water mark of a process's memory, in KiB.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or_default()
}
