package io.flaregate.it.chaos.rig;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fake ingester behind a proxy. It can die, come back on its port with its log, or lose it. */
public final class IngesterProcess implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(30);

  private final Path directory;
  private final String name;
  private final Path log;
  private TcpProxy proxy = new TcpProxy(0);
  private @Nullable TcpProxy former;
  private int port;
  private volatile boolean paused;
  private @Nullable ChildProcess process;

  IngesterProcess(Path directory, int number) {
    this.directory = directory;
    name = "ingester-" + number;
    log = directory.resolve(name + ".ids");
  }

  /** Starts it, if it does not run. */
  public void start() throws IOException {
    ChildProcess known = process;
    if (known != null && known.isAlive()) {
      return;
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process =
        ChildProcess.start(
            directory,
            name,
            Map.of(),
            List.of(
                java,
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absoluteClassPath(),
                FakeIngester.class.getName(),
                Integer.toString(port),
                log.toString()));
  }

  static String absoluteClassPath() {
    return String.join(
        File.pathSeparator,
        java.util.Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  /** Waits until it listens. */
  public void awaitUp() {
    port = Integer.parseInt(running().awaitOutput("ingester listens on (\\d+)"));
    proxy.target(port);
  }

  private ChildProcess running() {
    ChildProcess known = process;
    if (known == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return known;
  }

  /** Its name in the ring. */
  public String name() {
    return name;
  }

  /** Where the gateway is to find it: at its proxy. */
  public String address() {
    return "127.0.0.1:" + proxy.port();
  }

  /** From now on it is to be found at another address; the old one still works. */
  void move() {
    former = proxy;
    proxy = new TcpProxy(port);
  }

  /** How many connections there are through its former address. */
  int formerConnections() {
    TcpProxy old = former;
    return old == null ? 0 : old.open();
  }

  /** What lies between it and the gateway. */
  public TcpProxy proxy() {
    return proxy;
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    running().kill();
  }

  /** SIGTERM, and waits for its end. */
  public void terminate() throws IOException, InterruptedException {
    running().signal("TERM");
    int unused = running().awaitExit(END);
  }

  /** SIGSTOP: it accepts, and never answers. */
  public void pause() throws IOException, InterruptedException {
    paused = true;
    running().signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    paused = false;
    running().signal("CONT");
  }

  /** Tells it how to behave; see {@link FakeIngester}. */
  public void tell(String line) throws IOException {
    running().tell(line);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    ChildProcess known = process;
    return known != null && known.isAlive();
  }

  /** Whether its heart beats: it runs and is not paused. */
  boolean beats() {
    return isAlive() && !paused;
  }

  /** Its disk is gone; it must not run. */
  public void loseDisk() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs");
    }
    Files.deleteIfExists(log);
  }

  /** How often it holds each id. */
  public Map<String, Integer> held() throws IOException {
    return AcceptLog.read(log);
  }

  @Override
  public void close() {
    proxy.close();
    TcpProxy old = former;
    if (old != null) {
      old.close();
    }
    ChildProcess known = process;
    if (known != null) {
      known.close();
    }
  }
}
