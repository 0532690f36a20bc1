package io.flaregate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the built distribution. */
final class FlaregateProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;

  private FlaregateProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** The folder of the built distribution. */
  static Path home() {
    Path home = Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();
    if (!Files.isExecutable(home.resolve("bin/flaregate"))) {
      throw new AssertionError(
          "there is no built distribution at " + home + "; build it: mvn -B -DskipTests package");
    }
    return home;
  }

  /** Starts {@code bin/flaregate}; what it prints goes to a file in the directory. */
  static FlaregateProcess start(Path directory, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(home().resolve("bin/flaregate").toString()));
    command.addAll(List.of(args));
    Path output = Files.createTempFile(directory, "flaregate", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("FLAREGATE_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    return new FlaregateProcess(builder.start(), output);
  }

  /** Starts {@code run} with a configuration. */
  static FlaregateProcess run(Path directory, String name, String yaml) throws IOException {
    Path config = Files.writeString(directory.resolve(name + ".yaml"), yaml);
    return start(directory, Map.of(), "run", "--config", config.toString());
  }

  /** What it has printed so far. */
  String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first group of a pattern, once it is in the output. */
  String awaitOutput(String regex) {
    Pattern pattern = Pattern.compile(regex);
    Await.until(
        regex + " in the output of " + output,
        PATIENCE,
        () -> {
          if (!process.isAlive() && !pattern.matcher(output()).find()) {
            throw new IllegalStateException("it ended: " + output());
          }
          return pattern.matcher(output()).find();
        });
    Matcher matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError(regex + " went away");
    }
    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
  }

  /** Waits for the end and gives the exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end: " + output());
    }
    return process.exitValue();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitExit();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
