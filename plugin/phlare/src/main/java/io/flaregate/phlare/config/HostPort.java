package io.flaregate.phlare.config;

import java.util.Optional;

/**
 * A host and a port, as {@code host:port}, {@code 10.0.0.1:port} or {@code [::1]:port}.
 *
 * @param host name or address, an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  private static final int MAX_PORT = 65535;

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is not a host and a port
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (colon < 0 || host.isBlank() || (!bracketed && host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(wanted(text));
    }
    return new HostPort(host, port(text.substring(colon + 1), text));
  }

  private static int port(String digits, String text) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(wanted(text), e);
    }
    throw new IllegalArgumentException(wanted(text));
  }

  private static String wanted(String text) {
    return "\"" + text + "\" is not host:port with a port from 1 to " + MAX_PORT;
  }

  /** What is wrong with an address, if anything. */
  static Optional<String> problem(String text) {
    if (text.isEmpty()) {
      return Optional.of("is missing; expected host:port");
    }
    try {
      parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
