package io.flaregate.distribution.demo;

import io.flaregate.ingester.EmbeddedIngester;
import io.flaregate.ingester.IngesterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Three embedded ingesters on free ports, each with a directory that goes when they do. */
final class Ingesters implements AutoCloseable {
  private static final int COUNT = 3;

  private final Path directory;
  private final List<EmbeddedIngester> ingesters = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();

  /**
   * Starts them.
   *
   * @throws IOException if they cannot start
   */
  Ingesters() throws IOException {
    directory = Files.createTempDirectory("flaregate-demo");
    try {
      for (int i = 1; i <= COUNT; i++) {
        String own = directory.resolve("ingester-" + i).toString();
        EmbeddedIngester ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(own));
        ingesters.add(ingester);
        targets.add(ingester.grpcTarget());
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Their gRPC addresses, in the order of their ids, also of those that have stopped. */
  List<String> targets() {
    return List.copyOf(targets);
  }

  EmbeddedIngester get(int index) {
    return ingesters.get(index);
  }

  /** The ring of them, as the exporter's configuration has it. */
  String staticInstances() {
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < targets.size(); i++) {
      yaml.append("        - { id: ingester-")
          .append(i + 1)
          .append(", addr: \"")
          .append(targets.get(i))
          .append("\" }\n");
    }
    return yaml.toString();
  }

  @Override
  public void close() {
    ingesters.forEach(EmbeddedIngester::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
