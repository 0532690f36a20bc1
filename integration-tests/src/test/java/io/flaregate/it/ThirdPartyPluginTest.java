package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin of a third party, built here from its source, in a folder of its own. */
final class ThirdPartyPluginTest {
  private static final Path SOURCE = Path.of("src/test/plugin/example/stamp/StampPlugin.java");

  @TempDir private Path directory;
  private Path library;

  @BeforeEach
  void findLibrary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target/third-party"))) {
      library = files.findFirst().orElseThrow();
    }
  }

  private Map<String, String> environment() {
    return Map.of("FLAREGATE_JAVA_OPTS", "-Xmx256m -Dflaregate.home=" + directory);
  }

  private void install(String name, String spiVersion) throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes-" + name));
    Path spi;
    try (Stream<Path> jars = Files.list(FlaregateProcess.home().resolve("lib"))) {
      spi =
          jars.filter(jar -> jar.getFileName().toString().startsWith("flaregate-spi"))
              .findFirst()
              .orElseThrow();
    }
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-cp",
                spi + java.io.File.pathSeparator + library,
                "-d",
                classes.toString(),
                SOURCE.toString());
    assertThat(compiled).isZero();
    Path folder = Files.createDirectories(directory.resolve("plugins").resolve(name));
    Files.copy(library, folder.resolve(library.getFileName()));
    jar(classes, folder.resolve(name + ".jar"), spiVersion);
  }

  private static void jar(Path classes, Path jar, String spiVersion) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Flaregate-Spi", spiVersion);
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(classes)) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      for (Path file : files) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
      entries.putNextEntry(new JarEntry("META-INF/services/io.flaregate.spi.FlaregatePlugin"));
      entries.write("example.stamp.StampPlugin\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void runsWithItsOwnVersionOfALibraryThatTheHostHasToo() throws Exception {
    install("stamp", "1");
    Path config =
        Files.writeString(
            directory.resolve("gateway.yaml"),
            """
            receivers:
              otlp:
                protocols:
                  grpc: { endpoint: "127.0.0.1:0" }
                  http: { endpoint: "127.0.0.1:0" }
            processors:
              stamp: { stamp: mine }
              phlare: { limits: { reject_older_than: 0s } }
            exporters:
              phlare: { endpoint: "http://127.0.0.1:9" }
            service:
              admin: { endpoint: "127.0.0.1:0" }
              pipelines:
                profiles: { receivers: [otlp], processors: [stamp, phlare], exporters: [phlare] }
            """);
    try (FlaregateProcess process =
        FlaregateProcess.start(directory, environment(), "run", "--config", config.toString())) {
      process.awaitOutput("is running");
      assertThat(process.output())
          .contains(
              "stamp mine parsed [1, 2] with snakeyaml-engine 2.9,"
                  + " context class loader is its own: true");
      int grpc = Integer.parseInt(process.awaitOutput("OTLP over gRPC on \\S*?:(\\d+)"));
      int http = Integer.parseInt(process.awaitOutput("OTLP over HTTP on \\S*?:(\\d+)"));
      try (OtlpClient client =
          new OtlpClient(
              new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), grpc),
              new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), http))) {
        // Nobody listens behind the exporter, so the request comes back: through the plugin twice.
        OtlpClient.Reply reply = client.http(smallest(), "anonymous", "");
        assertThat(reply.status()).isEqualTo("503");
      }
    }
  }

  private static byte[] smallest() {
    return Corpus.bundled().files("otlp").stream()
        .map(CorpusFile::body)
        .min(Comparator.comparingInt(body -> body.length))
        .orElseThrow();
  }

  @Test
  void isListedAmongTheComponents() throws Exception {
    install("stamp", "1");
    try (FlaregateProcess process =
        FlaregateProcess.start(directory, environment(), "components")) {
      assertThat(process.awaitExit()).isZero();
      assertThat(process.output()).contains("stamp");
    }
  }

  @Test
  void isRefusedByNameWhenMadeForAnotherSpi() throws Exception {
    install("stamp", "99");
    try (FlaregateProcess process =
        FlaregateProcess.start(directory, environment(), "components")) {
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output()).contains("stamp.jar", "99");
    }
  }
}
