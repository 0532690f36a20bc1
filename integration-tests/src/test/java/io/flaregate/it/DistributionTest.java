package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user gets who unpacks the distribution and types a command. */
final class DistributionTest {
  @TempDir private Path directory;

  private String run(int exit, String... args) throws IOException, InterruptedException {
    try (FlaregateProcess process = FlaregateProcess.start(directory, Map.of(), args)) {
      int code = process.awaitExit();
      assertThat(code).as(process.output()).isEqualTo(exit);
      return process.output();
    }
  }

  @Test
  void saysItsVersion() throws Exception {
    assertThat(run(0, "--version")).contains("0.1.0");
  }

  @Test
  void listsItsComponents() throws Exception {
    assertThat(run(0, "components")).contains("otlp", "phlare", "ingester");
  }

  @Test
  void startsThroughALinkFromAnyDirectory() throws Exception {
    Path link = directory.resolve("flaregate-link");
    Files.createSymbolicLink(link, FlaregateProcess.home().resolve("bin/flaregate"));
    Process process =
        new ProcessBuilder(link.toString(), "--version")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
  }

  @Test
  void saysWhenThereIsNoJava() throws Exception {
    try (FlaregateProcess process =
        FlaregateProcess.start(directory, Map.of("JAVA_HOME", "/nowhere"), "--version")) {
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output())
          .contains("JAVA_HOME is \"/nowhere\", but there is no bin/java in it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway.yaml", "remote.yaml", "ingester.yaml"})
  void bringsExamplesThatAreValid(String example) throws Exception {
    Path file = FlaregateProcess.home().resolve("examples").resolve(example);

    run(0, "validate", "--config", file.toString());
  }

  @Test
  void tellsEveryProblemOfAConfigurationWithLineAndPath() throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("bad.yaml"),
            """
            receivers:
              otlp:
                protocols:
                  grpc:
                    endpont: localhost:4317
            exporters:
              phlare:
                ring:
                  replication_factor: none
            service:
              pipelines:
                profiles: { receivers: [otlp], processors: [], exporters: [phlare] }
            """);
    String output = run(1, "validate", "--config", config.toString());

    assertThat(output).contains("bad.yaml:5:", "endpont", "did you mean \"endpoint\"?");
    assertThat(output).contains("bad.yaml:9:", "exporters::phlare::ring::replication_factor");
  }

  @Test
  void holdsOneVersionOfEachLibrary() throws Exception {
    try (Stream<Path> jars = Files.list(FlaregateProcess.home().resolve("lib"))) {
      List<String> netty =
          jars.map(jar -> jar.getFileName().toString())
              .filter(name -> name.startsWith("netty-") && !name.contains("tcnative"))
              .map(name -> name.replaceFirst("^netty-[a-z0-9-]*?-(\\d[^-]*?)(-.*)?\\.jar$", "$1"))
              .map(name -> name.replaceFirst("\\.jar$", ""))
              .distinct()
              .toList();
      assertThat(netty).hasSize(1);
    }
  }

  @Test
  void comesAsAZipToo() throws Exception {
    Path zip = FlaregateProcess.home().resolveSibling("flaregate.zip");
    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertThat(file.getEntry("flaregate/bin/flaregate")).isNotNull();
      assertThat(file.getEntry("flaregate/examples/gateway.yaml")).isNotNull();
    }
  }
}
