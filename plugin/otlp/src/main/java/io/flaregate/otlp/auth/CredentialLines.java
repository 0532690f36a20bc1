package io.flaregate.otlp.auth;

import io.flaregate.transport.tenant.TenantIds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reading of files of credentials, which go line by line; a # begins a comment. */
final class CredentialLines {
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private CredentialLines() {}

  /** A line that says something, and where it stands, from 1. */
  record Line(int number, String text) {}

  static String read(String key, String file) throws CredentialException {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_BYTES) {
        throw new CredentialException(key + " \"" + file + "\" is larger than 4 MiB");
      }
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException | InvalidPathException e) {
      throw new CredentialException(key + " \"" + file + "\" cannot be read: " + e);
    }
  }

  static List<Line> of(String text) {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && !stripped.startsWith("#")) {
        lines.add(new Line(number, stripped));
      }
    }
    return lines;
  }

  /** The tenants of a list with commas; none if it is empty. */
  static List<String> tenants(String list, String where) throws CredentialException {
    List<String> tenants = new ArrayList<>();
    for (String tenant : list.isEmpty() ? new String[0] : list.split(",", -1)) {
      String problem = TenantIds.problem(tenant);
      if (problem != null) {
        throw new CredentialException(where + ": " + problem);
      }
      tenants.add(tenant);
    }
    return tenants;
  }
}
