package io.flaregate.gateway.testing;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order. Thread-safe. */
public final class Journal {
  private final List<String> lines = new ArrayList<>();

  /** Adds a line. */
  public synchronized void add(String line) {
    lines.add(line);
  }

  /** All lines so far. */
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** The lines that start so. */
  public List<String> lines(String start) {
    return lines().stream().filter(line -> line.startsWith(start)).toList();
  }
}
