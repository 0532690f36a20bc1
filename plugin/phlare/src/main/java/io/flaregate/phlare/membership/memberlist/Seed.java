package io.flaregate.phlare.membership.memberlist;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address at which a node may be asked.
 *
 * @param host the name that it was found under, which its certificate must have
 * @param address where it listens
 */
record Seed(String host, InetSocketAddress address) {

  /** The address with the name it was found under: {@code ring.svc:7946 (10.0.0.1)}. */
  @Override
  public String toString() {
    InetAddress found = address.getAddress();
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String numeric = found == null ? host : found.getHostAddress();
    return shown + ":" + address.getPort() + (numeric.equals(host) ? "" : " (" + numeric + ")");
  }
}
