package io.flaregate.phlare.oracle;

import io.flaregate.profiles.corpus.CorpusFile;
import java.io.UncheckedIOException;

/** Files of the corpus as seeds. */
final class Seeds {
  private Seeds() {}

  /** What would come to a decoder; nothing if the file cannot be unpacked within bounds. */
  static byte[] body(CorpusFile file) {
    try {
      return file.body();
    } catch (UncheckedIOException e) {
      return new byte[0];
    }
  }
}
