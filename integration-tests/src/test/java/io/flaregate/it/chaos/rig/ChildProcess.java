package io.flaregate.it.chaos.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that was started here and may be signalled. What it prints goes to a file. */
public final class ChildProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a program.
   *
   * @param directory its working directory, which gets the file with its output
   */
  public static ChildProcess start(
      Path directory, String name, Map<String, String> environment, List<String> command)
      throws IOException {
    Path output = Files.createTempFile(directory, name + "-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new ChildProcess(builder.start(), output);
  }

  /** What it has printed so far. */
  public String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "its output cannot be read: " + e;
    }
  }

  /**
   * The first group of a pattern, once it is in the output.
   *
   * @throws IllegalStateException if the process ends without it
   */
  public String awaitOutput(String regex) {
    Pattern pattern = Pattern.compile(regex);
    Wait.until(
        "\"" + regex + "\" in " + output,
        PATIENCE,
        () -> !process.isAlive() || pattern.matcher(output()).find());
    Matcher matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new IllegalStateException("no \"" + regex + "\", it ended: " + output());
    }
    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
  }

  /** Writes a line to its standard input and waits until it says that it has read it. */
  public void tell(String line) throws IOException {
    int before = output().length();
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    Wait.until(
        "\"" + line + "\" is heard",
        PATIENCE,
        () -> output().substring(before).contains("told: " + line));
  }

  /** Sends a signal: TERM, KILL, STOP or CONT. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(kill.getInputStream(), StandardCharsets.UTF_8))) {
      String words = said.lines().collect(Collectors.joining(" "));
      if (kill.waitFor() != 0 && process.isAlive()) {
        throw new IOException("kill -" + name + ": " + words);
      }
    }
  }

  /** SIGKILL, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit(PATIENCE);
  }

  /**
   * Waits for its end and gives the exit code.
   *
   * @throws IllegalStateException if it does not end in time
   */
  public int awaitExit(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("it did not end within " + time + ": " + output());
    }
    return process.exitValue();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** How many threads it has. */
  public int threads() throws IOException {
    return count("task");
  }

  /** How many files, sockets included, it holds open. */
  public int fileHandles() throws IOException {
    return count("fd");
  }

  private int count(String what) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid()), what))) {
      return (int) entries.count();
    }
  }

  /** Bytes in use on its Java heap after a full collection. */
  public long heapAfterCollection() throws IOException, InterruptedException {
    jcmd("GC.run");
    // One line for the whole heap, or one for each generation, as the collector has it.
    Matcher used = Pattern.compile("total \\d+K, used (\\d+)K").matcher(jcmd("GC.heap_info"));
    long kibibytes = 0;
    boolean isThere = false;
    while (used.find()) {
      kibibytes += Long.parseLong(used.group(1));
      isThere = true;
    }
    if (!isThere) {
      throw new IOException("GC.heap_info says nothing of a heap");
    }
    return kibibytes << 10;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process jcmd =
        new ProcessBuilder(tool.toString(), Long.toString(pid()), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + said);
    }
    return said;
  }

  /** SIGKILL, and waits until it is gone, so that its files can be removed. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      int unused = awaitExit(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
