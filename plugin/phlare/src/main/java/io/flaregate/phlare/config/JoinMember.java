package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

/**
 * One entry of {@code join_members}.
 *
 * @param text the entry as it was written, for messages
 * @param host a name or an address without brackets
 * @param port 1 to 65535
 */
public record JoinMember(String text, String host, int port) {
  /** Memberlist's port where an entry names none. */
  public static final int DEFAULT_PORT = 7946;

  private static final String DNS = "dns+";

  public JoinMember {
    requireNonNull(text, "text is null");
    requireNonNull(host, "host is null");
  }

  /**
   * Reads an entry, with upstream's prefix {@code dns+} or without: names are resolved either way.
   *
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public static JoinMember parse(String text) {
    if (text.startsWith("dnssrv")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" asks for SRV records, which is not possible; write dns+host:port");
    }
    String rest = text.startsWith(DNS) ? text.substring(DNS.length()) : text;
    HostPort address = HostPort.parse(hasPort(rest) ? rest : withDefaultPort(rest));
    return new JoinMember(text, address.host(), address.port());
  }

  private static boolean hasPort(String text) {
    return text.lastIndexOf(':') > text.lastIndexOf(']') && !isBareIpv6(text);
  }

  private static boolean isBareIpv6(String text) {
    return !text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':');
  }

  private static String withDefaultPort(String host) {
    return (isBareIpv6(host) ? "[" + host + "]" : host) + ":" + DEFAULT_PORT;
  }
}
