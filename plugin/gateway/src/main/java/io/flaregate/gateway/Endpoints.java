package io.flaregate.gateway;

import java.net.InetSocketAddress;

/** Writes addresses so that they can be put into a browser. */
final class Endpoints {
  private Endpoints() {}

  static String words(InetSocketAddress address) {
    String host =
        address.getAddress() == null || address.getAddress().isAnyLocalAddress()
            ? "localhost"
            : address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
