package io.flaregate.it.chaos.rig;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The gateway: a process of a distribution, restarted on the same ports. */
public final class GatewayProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final RigConfig config;
  private final Path directory;
  private final Path file;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  // Restarts need to know them beforehand.
  private final int grpcPort = FreePort.next();
  private final int httpPort = FreePort.next();
  private final int adminPort = FreePort.next();
  private @Nullable ChildProcess process;

  GatewayProcess(RigConfig config, Path directory, String name) {
    this.config = config;
    this.directory = directory;
    file = directory.resolve(name + ".yaml");
  }

  /** Writes its configuration. */
  void configure(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }

  /** Starts it, if it does not run. */
  public void start() throws IOException {
    ChildProcess known = process;
    if (known == null || !known.isAlive()) {
      process = launch("run", "--config", file.toString());
    }
  }

  /** Runs a command of it, such as {@code validate}. */
  public ChildProcess launch(String... arguments) throws IOException {
    Map<String, String> environment = new HashMap<>(config.environment());
    environment.put("FLAREGATE_JAVA_OPTS", "-Xmx256m " + config.javaOptions());
    List<String> command = new java.util.ArrayList<>();
    command.add(config.home().resolve("bin/flaregate").toString());
    command.addAll(List.of(arguments));
    return ChildProcess.start(directory, "gateway", environment, command);
  }

  /** Its configuration's file. */
  public Path file() {
    return file;
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() {
    if (!Wait.within(PATIENCE, () -> running().isAlive() && readiness() == 200)) {
      String state = running().isAlive() ? "is not ready" : "ended";
      throw new IllegalStateException(
          "not within " + PATIENCE + ": the gateway " + state + ": " + running().output());
    }
  }

  /** Waits until it serves, ready or not. */
  public void awaitReadyOrRunning() {
    Wait.until("the gateway answers", PATIENCE, () -> readiness() != 0);
  }

  /** The process. */
  public ChildProcess running() {
    ChildProcess known = process;
    if (known == null) {
      throw new IllegalStateException("the gateway was not started");
    }
    return known;
  }

  /** Where it takes OTLP over gRPC. */
  public int grpcPort() {
    return grpcPort;
  }

  /** Where it takes OTLP over HTTP. */
  public int httpPort() {
    return httpPort;
  }

  int adminPort() {
    return adminPort;
  }

  /** The status of {@code /ready}; 0 if nobody answers. */
  public int readiness() throws InterruptedException {
    try {
      return get("/ready").statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** All its metrics, as scraped. */
  public String metrics() throws IOException, InterruptedException {
    return get("/metrics").body();
  }

  /** The sum over all labels of a metric; 0 if there is none. */
  public double metric(String name) throws IOException, InterruptedException {
    return sum(name, "(?:\\{.*})?");
  }

  /** The sum over the labels that a pattern is found in; 0 if there are none. */
  public double metric(String name, String labels) throws IOException, InterruptedException {
    return sum(name, "\\{.*" + labels + ".*}");
  }

  private double sum(String name, String labels) throws IOException, InterruptedException {
    Pattern line = Pattern.compile("^" + name + labels + " (\\S+)$", Pattern.MULTILINE);
    return line.matcher(metrics())
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .sum();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + adminPort + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    ChildProcess known = process;
    if (known != null) {
      known.close();
    }
  }
}
