package io.flaregate.phlare.membership.memberlist;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up names. */
@FunctionalInterface
interface Dns {
  /**
   * The system's resolver. The JDK remembers what it found for {@code networkaddress.cache.ttl}, 30
   * s by default, and failures for 10 s.
   */
  Dns SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /**
   * The addresses of a host, at least one.
   *
   * @throws UnknownHostException if there are none
   */
  List<InetAddress> addresses(String host) throws UnknownHostException;
}
