package io.flaregate.benchmarks;

import io.flaregate.profiles.corpus.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where measured files come from. */
final class Inputs {
  private Inputs() {}

  /**
   * A file's bytes, unpacked if its name ends with {@code .gz}.
   *
   * @param corpus a folder; empty: the project's own corpus
   * @param kind the folder in the corpus that files of this kind stand in; a folder without one may
   *     hold the file itself
   * @param file the file's name
   */
  static byte[] read(String corpus, String kind, String file) {
    if (corpus.isEmpty()) {
      return Corpus.bundled().file(kind + "/" + file).body();
    }
    Path folder = Path.of(corpus);
    String path = Files.exists(folder.resolve(kind).resolve(file)) ? kind + "/" + file : file;
    return Corpus.in(folder).file(path).body();
  }

  /** The bytes of an OTLP request. */
  static byte[] otlp(String corpus, String file) {
    return read(corpus, "otlp", file);
  }

  /** The bytes of a pprof, uncompressed. */
  static byte[] pprof(String corpus, String file) {
    return read(corpus, "pprof", file);
  }
}
