package io.flaregate.transport.net;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A host and a port: {@code localhost:4317}, {@code 127.0.0.1:0}, {@code [::1]:4318}, or {@code
 * :4317} for all interfaces.
 *
 * @param host a name or an address without brackets; empty: all interfaces
 * @param port 0 to 65535; 0: the system chooses one
 */
public record Endpoint(String host, int port) {
  private static final int MAX_PORT = 65535;

  public Endpoint {
    requireNonNull(host, "host is null");
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and " + MAX_PORT);
    }
  }

  /**
   * Reads an endpoint.
   *
   * @throws IllegalArgumentException if the text is none; the message says what is wrong
   */
  public static Endpoint parse(String text) {
    String trimmed = text.trim();
    if (trimmed.contains("://")) {
      throw wrong(text, "is a URL; write host:port");
    }
    int colon = trimmed.lastIndexOf(':');
    if (colon < 0) {
      throw wrong(text, "has no port; write host:port");
    }
    return new Endpoint(
        host(text, trimmed.substring(0, colon)), port(text, trimmed.substring(colon + 1)));
  }

  private static String host(String text, String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    if (host.indexOf(':') >= 0) {
      throw wrong(text, "has an IPv6 address without brackets; write [address]:port");
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c <= ' ' || c == '/' || c == '[' || c == ']' || c > '~') {
        throw wrong(text, "has a host that is neither a name nor an address");
      }
    }
    return host;
  }

  private static int port(String text, String digits) {
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = number && digits.length() <= 5 ? Integer.parseInt(digits) : MAX_PORT + 1;
    if (port > MAX_PORT) {
      throw wrong(text, "has a port that is not a number between 0 and 65535");
    }
    return port;
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException("endpoint \"" + text + "\" " + what);
  }

  /**
   * The address to bind.
   *
   * @throws UnknownHostException if the host's name is not known
   */
  public InetSocketAddress toAddress() throws UnknownHostException {
    if (host.isEmpty()) {
      return new InetSocketAddress(port);
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      UnknownHostException named =
          new UnknownHostException("the host of endpoint " + this + " is not known");
      named.initCause(e);
      throw named;
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
