package io.flaregate.profiles.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The payloads that tests send: the project's own copies, or those in the folder that the system
 * property {@value #PROPERTY} names. Folders: {@code otlp}, {@code pprof}, {@code push}, {@code
 * ingest}, {@code jfr}, {@code bad}.
 */
public final class Corpus {

  /** Names a folder of the same layout; empty or absent: the project's own copies. */
  public static final String PROPERTY = "flaregate.data";

  private final Store store;

  private Corpus(Store store) {
    this.store = store;
  }

  /** The corpus that the system property names, or the project's own. */
  public static Corpus configured() {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isBlank() ? bundled() : in(Path.of(folder));
  }

  /** The project's own copies, from the class path. */
  public static Corpus bundled() {
    return new Corpus(Bundle.open());
  }

  /** The corpus in a folder. */
  public static Corpus in(Path folder) {
    return new Corpus(new Folder(folder));
  }

  /** The payloads of a folder, by name; without what describes them. */
  public List<CorpusFile> files(String folder) {
    return store.names().stream()
        .filter(name -> name.startsWith(folder + "/") && !name.endsWith(".json"))
        .map(this::file)
        .toList();
  }

  /** A file by its path in the corpus. */
  public CorpusFile file(String name) {
    return new CorpusFile(this, name);
  }

  /** The malformed and borderline payloads of a kind. */
  public List<BadCase> badCases(String kind) {
    return badCases().stream().filter(each -> each.kind().equals(kind)).toList();
  }

  /** All malformed and borderline payloads. */
  public List<BadCase> badCases() {
    List<BadCase> cases = new ArrayList<>();
    for (Object each : (List<?>) json("bad/cases.json")) {
      Map<?, ?> fields = (Map<?, ?>) each;
      Map<?, ?> ours = (Map<?, ?>) requireNonNull(fields.get("ours"), "ours is missing");
      cases.add(
          new BadCase(
              file("bad/" + text(fields, "file")),
              text(fields, "kind"),
              text(fields, "what_is_wrong"),
              text(ours, "outcome"),
              text(ours, "rule")));
    }
    return cases;
  }

  private static String text(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  /** What the manifest says of a file, if it does. */
  public Optional<Manifest> manifest(CorpusFile file) {
    if (!store.names().contains("manifest.json")) {
      return Optional.empty();
    }
    Map<?, ?> manifest = (Map<?, ?>) json("manifest.json");
    for (Object each : (List<?>) requireNonNull(manifest.get("files"), "files is missing")) {
      Map<?, ?> fields = (Map<?, ?>) each;
      if (file.name().equals(fields.get("name"))) {
        Map<String, Object> copy = new TreeMap<>();
        fields.forEach((name, value) -> copy.put((String) name, value));
        return Optional.of(new Manifest(copy));
      }
    }
    return Optional.empty();
  }

  /** A JSON document: maps, lists, strings, {@link java.math.BigDecimal}, booleans. */
  public Object json(String name) {
    return requireNonNull(Json.parse(new String(bytes(name), UTF_8)), "the document is null");
  }

  /** The bytes of a file. */
  byte[] bytes(String name) {
    try {
      return store.bytes(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the files are kept. */
  private interface Store {
    /** Paths of all files, sorted. */
    List<String> names();

    byte[] bytes(String name) throws IOException;
  }

  private record Folder(Path root) implements Store {
    @Override
    public List<String> names() {
      try (Stream<Path> files = Files.walk(root, 2)) {
        return files
            .filter(Files::isRegularFile)
            .map(file -> root.relativize(file).toString().replace('\\', '/'))
            .sorted()
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public byte[] bytes(String name) throws IOException {
      return Files.readAllBytes(root.resolve(name));
    }
  }

  /**
   * Resources, which cannot be listed.
   *
   * @param gzip for each file of the index, whether its resource is a gzip copy
   */
  private record Bundle(TreeMap<String, Boolean> gzip) implements Store {
    private static final String ROOT = "/corpus/";

    static Bundle open() {
      try (InputStream in = resource("index.txt")) {
        TreeMap<String, Boolean> gzip = new TreeMap<>();
        for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
          int space = line.indexOf(' ');
          gzip.put(line.substring(space + 1), line.startsWith("gzip "));
        }
        return new Bundle(gzip);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<String> names() {
      return List.copyOf(gzip.keySet());
    }

    @Override
    public byte[] bytes(String name) throws IOException {
      Boolean packed = gzip.get(name);
      if (packed == null) {
        throw new FileNotFoundException("the corpus has no " + name);
      }
      try (InputStream in = resource(packed ? name + ".gz" : name)) {
        return packed ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
      }
    }

    private static InputStream resource(String name) throws IOException {
      InputStream in = Corpus.class.getResourceAsStream(ROOT + name);
      if (in == null) {
        throw new FileNotFoundException("no resource " + ROOT + name);
      }
      return in;
    }
  }
}
