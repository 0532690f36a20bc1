package io.flaregate.profiles.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  @Test
  void theBundleHoldsEveryFolder() {
    Corpus corpus = Corpus.bundled();
    for (String folder : List.of("otlp", "pprof", "push", "ingest", "jfr", "bad")) {
      assertThat(corpus.files(folder)).as(folder).isNotEmpty();
    }
    assertThat(corpus.badCases("otlp")).hasSizeGreaterThan(60);
  }

  @Test
  void theIndexNamesEveryResource() throws Exception {
    Path root = Path.of(CorpusTest.class.getResource("/corpus").toURI());
    TreeSet<String> expected = new TreeSet<>(List.of("README.md", "index.txt"));
    for (String line : Files.readAllLines(root.resolve("index.txt"))) {
      String name = line.substring(line.indexOf(' ') + 1);
      expected.add(line.startsWith("gzip ") ? name + ".gz" : name);
    }
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(each -> root.relativize(each).toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void everyFileHasTheSizeThatTheManifestSays() {
    Corpus corpus = Corpus.configured();
    for (String folder : List.of("otlp", "pprof", "push", "jfr")) {
      for (CorpusFile file : corpus.files(folder)) {
        corpus
            .manifest(file)
            .ifPresent(
                manifest ->
                    assertThat(manifest.figure("bytes"))
                        .as(file.name())
                        .hasValue(file.bytes().length));
      }
    }
  }

  @Test
  void everyBadCaseHasItsBytesAndAnOutcome() {
    for (BadCase each : Corpus.configured().badCases()) {
      assertThat(each.bytes()).as(each.toString()).isNotNull();
      assertThat(each.outcome()).as(each.toString()).isNotEmpty();
      assertThat(each.kind()).as(each.toString()).isIn("otlp", "pprof", "push");
    }
  }

  @Test
  void gzipBodiesAreUnpackedUpToALimit() {
    Corpus corpus = Corpus.bundled();
    CorpusFile good = corpus.file("bad/gzip-two-members.otlp.pb.gz");
    assertThat(good.body().length).isGreaterThan(good.bytes().length);
    assertThatThrownBy(() -> corpus.file("bad/gzip-bomb-256mib.otlp.pb.gz").body())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("more than 67108864 bytes");
  }

  @Test
  void readsAnotherFolderByListing(@TempDir Path folder) throws Exception {
    Files.createDirectories(folder.resolve("otlp"));
    Files.write(folder.resolve("otlp/a.pb"), new byte[] {1});
    Files.write(folder.resolve("otlp/b.pb.gz"), new byte[] {2});
    Corpus corpus = Corpus.in(folder);
    assertThat(corpus.files("otlp"))
        .extracting(CorpusFile::name)
        .containsExactly("otlp/a.pb", "otlp/b.pb.gz");
    assertThat(corpus.files("pprof")).isEmpty();
    assertThat(corpus.file("otlp/b.pb.gz").isGzip()).isTrue();
    assertThat(corpus.file("otlp/a.pb").bytes()).containsExactly(1);
    assertThat(corpus.manifest(corpus.file("otlp/a.pb"))).isEmpty();
  }

  @Test
  void parsesJson() {
    Object parsed = Json.parse(" {\"a\":[1,-2.5e3,true,null,\"x\\n\\u0041\"],\"b\":{},\"c\":null}");
    assertThat(String.valueOf(parsed)).isEqualTo("{a=[1, -2.5E+3, true, null, x\nA], b={}}");
    assertThatThrownBy(() -> Json.parse("{\"a\" 1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("JSON at character 5: expected :");
  }
}
