package io.flaregate.phlare.membership.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flaregate.spi.testing.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real etcd as a process of its own, on free ports and with its data in a folder. */
final class TestEtcd implements AutoCloseable {
  private final Path program;
  private final Path folder;
  private final List<String> more;
  private final int clientPort = freePort();
  private final int peerPort = freePort();
  private @Nullable Process process;

  private TestEtcd(Path program, Path folder, List<String> more) {
    this.program = program;
    this.folder = folder;
    this.more = more;
  }

  /** A running etcd; where there is none, the test is skipped, or fails if {@code CI} is true. */
  static TestEtcd start(Path folder, String... more) {
    TestEtcd etcd = new TestEtcd(program(), folder, List.of(more));
    etcd.restart();
    return etcd;
  }

  private static Path program() {
    Optional<Path> found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, "etcd"))
            .filter(Files::isExecutable)
            .findFirst();
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(
          found.isPresent(), "etcd is not there; install it (Debian: apt install etcd-server)");
    }
    assertThat(found).as("etcd on the PATH (Debian: apt install etcd-server)").isPresent();
    return found.orElseThrow();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address, {@code host:port}. */
  String endpoint() {
    return "127.0.0.1:" + clientPort;
  }

  private boolean isTls() {
    return more.contains("--cert-file");
  }

  /** Starts it with the data that it had. */
  void restart() {
    String client = (isTls() ? "https://" : "http://") + endpoint();
    String peer = "http://127.0.0.1:" + peerPort;
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--name=test",
                "--data-dir=" + folder.resolve("etcd-" + clientPort),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=test=" + peer,
                "--unsafe-no-fsync",
                "--logger=zap"));
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Debian's 3.4 asks for this where the processor is not one that its authors test with.
    builder.environment().put("ETCD_UNSUPPORTED_ARCH", System.getProperty("os.arch"));
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(folder.resolve("etcd-" + clientPort + ".log").toFile()));
    try {
      process = builder.start();
      awaitListening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening() {
    Await.until("etcd listens (its log is in " + folder + ")", this::isListening);
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), clientPort), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it without a warning (SIGKILL). */
  void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
