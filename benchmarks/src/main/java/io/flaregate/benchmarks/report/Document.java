package io.flaregate.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document of which a part, between two markers, is written by a program. */
final class Document {
  static final String BEGIN = "<!-- results: begin; written by benchmarks/run -->";
  static final String END = "<!-- results: end -->";

  private Document() {}

  /**
   * Puts a text between the markers.
   *
   * @throws IOException if the file cannot be read or written, or has no markers
   */
  static void replace(Path file, String text) throws IOException {
    String old = Files.readString(file, UTF_8);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(file + " has no place for results: " + BEGIN + " … " + END);
    }
    String head = old.substring(0, begin + BEGIN.length());
    Files.writeString(file, head + "\n\n" + text + "\n" + old.substring(end), UTF_8);
  }
}
